namespace Wharf.Server.Accounts;

/// <summary>
/// Lets so many attempts through at once, and one more after each recovery time, for every key apart (the generic cell rate algorithm: one
/// instant a key, no timers). Memory is bounded: keys live in two generations, and when the young one is full the old one is
/// forgotten, except for what was asked for since.
/// </summary>
sealed class Throttle(int burst, TimeSpan recovery, TimeProvider time, int capacity = 100_000)
{
    readonly Lock gate = new();
    // When the key's allowance is whole again, in ticks of UTC.
    Dictionary<string, long> young = [];
    Dictionary<string, long> old = [];

    /// <summary>Takes an attempt from a key's allowance. When it is used up, takes nothing and answers how long to wait.</summary>
    public TimeSpan? Take(string key)
    {
        lock (gate)
        {
            var now = time.GetUtcNow().UtcTicks;
            var whole = Math.Max(now, Find(key));
            var wait = whole - now - ((burst - 1) * recovery.Ticks);
            // A key that is refused is in use, and must not be forgotten either.
            Keep(key, wait > 0 ? whole : whole + recovery.Ticks);
            return wait > 0 ? TimeSpan.FromTicks(wait) : null;
        }
    }

    /// <summary>Puts an attempt back that turned out to be a good one.</summary>
    public void GiveBack(string key)
    {
        lock (gate)
        {
            var whole = Find(key);
            if (whole > 0) Keep(key, whole - recovery.Ticks);
        }
    }

    long Find(string key) => young.TryGetValue(key, out var whole) || old.TryGetValue(key, out whole) ? whole : 0;

    void Keep(string key, long whole)
    {
        if (young.Count >= capacity && !young.ContainsKey(key)) (old, young) = (young, []);
        young[key] = whole;
    }
}
