namespace Wharf.Server.Accounts;

/// <summary>How a login went: tokens, or a wait, or neither: address and password do not belong together, no more is said.</summary>
readonly record struct LoginOutcome(Tokens? Tokens, TimeSpan? Wait);

/// <summary>
/// Logs in with address and password. Up to the verdict the work is the same for every address: one query, one charge, one hash; so the
/// time tells nothing about who has an account. What follows a right password may take longer.
/// </summary>
sealed class PasswordLogin(UserStore users, Passwords passwords, LoginThrottle throttle, Sessions sessions)
{
    public async Task<LoginOutcome> TryAsync(Credentials credentials, string network, CancellationToken cancellationToken)
    {
        var key = EmailKey.Of(credentials.Email);
        var candidate = await users.FindCandidateAsync(key, network, cancellationToken);
        var known = candidate?.KnowsNetwork ?? false;
        if (throttle.Charge(network, key, known) is { } wait) return new LoginOutcome(null, wait);

        var verdict = await passwords.CheckAsync(candidate?.PasswordHash, credentials.Password, cancellationToken);
        if (candidate is null || verdict == PasswordVerdict.Wrong) return default;

        throttle.GiveBack(network, key, known);
        if (verdict == PasswordVerdict.RightButOutdated)
        {
            var renewed = await passwords.HashAsync(credentials.Password, cancellationToken);
            await users.RenewPasswordHashAsync(candidate.Id, candidate.PasswordHash!, renewed, cancellationToken);
        }
        return new LoginOutcome(await sessions.StartAsync(candidate, network, cancellationToken), null);
    }
}
