using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>
/// Remembers who holds which API token, so that a request with one costs no query in the ordinary case. An entry goes when any node says
/// that the token or its user has changed, and after a short time anyway. Tokens that do not exist are not remembered: their number is
/// for an attacker to choose. Memory is bounded: two generations, of which the older is forgotten when the younger is full.
/// </summary>
sealed class ApiTokenCache(IOptions<AccountsOptions> options, TimeProvider time)
{
    const int Capacity = 20_000;

    readonly Lock gate = new();
    Dictionary<SecretHash, (TokenHolder Holder, DateTimeOffset Until)> young = [];
    Dictionary<SecretHash, (TokenHolder Holder, DateTimeOffset Until)> old = [];
    long changes;

    /// <summary>The number to hand to <see cref="Keep"/>: taken before the database is asked.</summary>
    public long Changes => Volatile.Read(ref changes);

    public bool TryFind(SecretHash hash, [NotNullWhen(true)] out TokenHolder? holder)
    {
        lock (gate)
        {
            var found = young.TryGetValue(hash, out var entry) || old.TryGetValue(hash, out entry);
            holder = found && time.GetUtcNow() < entry.Until ? entry.Holder : null;
            return holder is not null;
        }
    }

    /// <summary>Remembers what the database said, unless something has changed since it was asked: that may be this token.</summary>
    public void Keep(SecretHash hash, TokenHolder holder, long changesBefore)
    {
        lock (gate)
        {
            if (changes != changesBefore) return;
            if (young.Count >= Capacity && !young.ContainsKey(hash)) (old, young) = (young, []);
            young[hash] = (holder, time.GetUtcNow() + options.Value.TokenCacheLifetime);
        }
    }

    public void Forget(SecretHash hash)
    {
        lock (gate)
        {
            changes++;
            young.Remove(hash);
            old.Remove(hash);
        }
    }

    /// <summary>After a change of a user, which is rare, or a gap in the notifications.</summary>
    public void ForgetAll()
    {
        lock (gate)
        {
            changes++;
            young.Clear();
            old.Clear();
        }
    }
}
