namespace Wharf.Server.Accounts;

/// <summary>How a registration went: a user, or a wait, or neither when the address is taken.</summary>
readonly record struct RegistrationOutcome(StoredUser? User, TimeSpan? Wait);

/// <summary>
/// Registers users. The answer tells who has an account, as it must; so a taken address costs its caller as much as a wrong password does.
/// </summary>
sealed class Registrations(UserStore users, Passwords passwords, LoginThrottle throttle, TimeProvider time)
{
    public async Task<RegistrationOutcome> TryAsync(Registration registration, string network, CancellationToken cancellationToken)
    {
        if (throttle.ChargeAddress(network) is { } wait) return new RegistrationOutcome(null, wait);
        var user = await AddAsync(registration, ["user"], cancellationToken);
        if (user is not null) throttle.GiveBackAddress(network);
        return new RegistrationOutcome(user, null);
    }

    /// <summary>Adds a user; null when the address is taken.</summary>
    public async Task<StoredUser?> AddAsync(Registration registration, string[] roles, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(registration.Password, cancellationToken);
        var now = time.GetUtcNow().ToMicroseconds();
        var user = new StoredUser
        {
            Id = Guid.CreateVersion7(now),
            Email = registration.Email,
            Name = registration.Name,
            Roles = roles,
            CreatedAt = now.UtcDateTime,
        };
        return await users.AddAsync(user, EmailKey.Of(registration.Email), hash, cancellationToken) ? user : null;
    }
}
