using System.Net;
using Wharf.Client.Accounts;

namespace Wharf.Client;

/// <summary>
/// Who calls: holds the credentials and keeps a <see cref="WharfSession"/> alive. Its tokens are exchanged shortly before they expire, and
/// once more when the server refuses them all the same. However many calls find the token stale at a time, one exchange serves them all: a
/// refresh token is good for one use, and a second one would end the login. One instance may serve any number of clients and handlers.
/// </summary>
/// <remarks>
/// An exchange outlives the calls that wait for it: were it cancelled with them, a new refresh token could be lost on its way.
/// </remarks>
public sealed class WharfCaller
{
    // Long enough for a call to start before the token expires, short against the 15 minutes that tokens live by default.
    static readonly TimeSpan Early = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ExchangeLimit = TimeSpan.FromSeconds(30);

    readonly TimeProvider clock;
    readonly Lock gate = new();
    WharfCredentials? credentials;
    Task<WharfSession?>? exchange;

    /// <summary>Starts with credentials, or none: <see cref="SignIn"/> or <see cref="Credentials"/> bring them later.</summary>
    public WharfCaller(WharfCredentials? credentials = null, TimeProvider? clock = null)
    {
        this.credentials = credentials;
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>What the next request is sent with; null for none, and after the server ended the session.</summary>
    public WharfCredentials? Credentials
    {
        get
        {
            lock (gate) return credentials;
        }
        set
        {
            lock (gate) credentials = value;
        }
    }

    /// <summary>
    /// Called after an exchange with the new session, or with null when the server has ended it: the place to save it. Calls wait for it.
    /// </summary>
    public Action<WharfSession?>? SessionChanged { get; init; }

    /// <summary>Goes on with the tokens of a login.</summary>
    public WharfSession SignIn(Tokens tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var session = SessionOf(tokens);
        Credentials = session;
        return session;
    }

    /// <summary>The credentials for a request that is about to go: fresh ones, if those at hand are known to expire.</summary>
    internal async ValueTask<WharfCredentials?> PrepareAsync(Transport server, CancellationToken cancellationToken)
    {
        var current = Credentials;
        return current is WharfSession { ExpiresAt: { } expiry } aging && expiry - Early <= clock.GetUtcNow()
            ? await RenewAsync(aging, server, cancellationToken).ConfigureAwait(false)
            : current;
    }

    /// <summary>
    /// The session after the stale one: from the exchange that another call has begun or finished meanwhile, or from a new one.
    /// Null when it has ended.
    /// </summary>
    internal Task<WharfSession?> RenewAsync(WharfSession stale, Transport server, CancellationToken cancellationToken)
    {
        Task<WharfSession?> running;
        lock (gate)
        {
            if (!ReferenceEquals(credentials, stale)) return Task.FromResult(credentials as WharfSession);
            if (exchange is null or { IsCompleted: true }) exchange = Task.Run(() => ExchangeAsync(stale, server), CancellationToken.None);
            running = exchange;
        }
        return running.WaitAsync(cancellationToken);
    }

    async Task<WharfSession?> ExchangeAsync(WharfSession stale, Transport server)
    {
        using var limit = new CancellationTokenSource(ExchangeLimit, clock);
        var renewed = await AskAsync(stale, server, limit.Token).ConfigureAwait(false);
        lock (gate)
        {
            // Somebody signed in or out meanwhile: that counts.
            if (!ReferenceEquals(credentials, stale)) return credentials as WharfSession;
            credentials = renewed;
        }
        SessionChanged?.Invoke(renewed);
        return renewed;
    }

    async Task<WharfSession?> AskAsync(WharfSession stale, Transport server, CancellationToken cancellationToken)
    {
        try
        {
            var used = new RefreshTokenHolder { RefreshToken = stale.RefreshToken };
            return SessionOf(await new AccountsClient(server).RefreshTokensAsync(used, cancellationToken).ConfigureAwait(false));
        }
        catch (WharfProblemException refusal) when (refusal.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }

    WharfSession SessionOf(Tokens tokens) =>
        new(tokens.AccessToken, tokens.RefreshToken, clock.GetUtcNow() + TimeSpan.FromSeconds(tokens.ExpiresIn));
}
