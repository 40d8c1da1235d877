using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>
/// The sessions that ended while access tokens of theirs may still be in use: what an access token is held against, in memory, at the
/// price of a look into a dictionary. It is complete for what this node ended itself, follows other nodes within milliseconds by
/// notification, and within <see cref="AccountsListener.ReloadEvery"/> if that is lost. It forgets sessions once no access token of theirs
/// can be valid, so it is as large as the number of logouts in that time.
/// </summary>
sealed class EndedSessions(SessionStore store, IOptions<AccountsOptions> options, TimeProvider time)
{
    // Clocks of nodes differ a little.
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<Guid, DateTimeOffset> ended = [];

    /// <summary>For how long an ended session matters.</summary>
    public static TimeSpan Memory(AccountsOptions options) => options.AccessTokenLifetime + Margin;

    public bool Contains(Guid session) => ended.ContainsKey(session);

    public void Add(Guid session) => ended[session] = time.GetUtcNow();

    /// <summary>Learns what other nodes have ended, and forgets what does not matter any more.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Memory(options.Value);
        foreach (var session in await store.ReadEndedAsync(since, cancellationToken)) ended[session.Id] = session.EndedAt;
        foreach (var (session, endedAt) in ended)
            if (endedAt < since) ended.TryRemove(session, out _);
    }
}
