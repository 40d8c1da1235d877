using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>
/// Logins and their tokens. A login is a session: a family of refresh tokens, of which each is good for one exchange, and the access
/// tokens made with them.
/// <para>
/// A refresh token that comes back after its exchange has been copied: by whom cannot be told, so the session ends, and with it every
/// token of the family, whoever holds it. But clients race with themselves (two tabs, a retry that crosses its answer), so for a few
/// seconds after the exchange the old token is merely refused. A thief gains nothing by that: the old token yields tokens to nobody. What
/// is lost is that a theft used within those seconds shows itself only when the old token is tried once more.
/// </para>
/// </summary>
sealed class Sessions(
    SessionStore store, AccessTokens accessTokens, EndedSessions ended, IOptions<AccountsOptions> options, TimeProvider time)
{
    public async Task<Tokens> StartAsync(StoredUser user, string network, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var refresh = RefreshToken.New();
        await store.StartAsync(id, user.Id, refresh, network, now, now + options.Value.RefreshTokenLifetime, cancellationToken);
        return Issue(user, id, refresh);
    }

    /// <summary>Exchanges a refresh token; null when it is good for nothing.</summary>
    public async Task<Tokens?> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (RefreshToken.Parse(refreshToken) is not { } shown) return null;
        var now = time.GetUtcNow();
        var next = shown.Next();
        if (await store.RotateAsync(shown, next, now, now + options.Value.RefreshTokenLifetime, cancellationToken) is { } rotated)
            return Issue(rotated, rotated.SessionId, next);
        if (await store.EndReusedAsync(shown, now, now - options.Value.ReuseGrace, cancellationToken) is { } session) ended.Add(session);
        return null;
    }

    /// <summary>Ends the session of a refresh token, if it has one.</summary>
    public async Task EndAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (RefreshToken.Parse(refreshToken) is not { } shown) return;
        if (await store.EndAsync(shown, time.GetUtcNow(), cancellationToken) is { } session) ended.Add(session);
    }

    Tokens Issue(StoredUser user, Guid session, RefreshToken refresh) => new()
    {
        AccessToken = accessTokens.Make(user, session),
        TokenType = TokenType.Bearer,
        ExpiresIn = (int)accessTokens.Lifetime.TotalSeconds,
        RefreshToken = refresh.Text,
    };
}
