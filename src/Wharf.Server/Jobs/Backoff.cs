namespace Wharf.Server.Jobs;

/// <summary>
/// The wait before the next attempt: doubling, capped, and shortened by up to half at random, so that jobs which failed together
/// (storage was down) do not all come back together.
/// </summary>
static class Backoff
{
    public static TimeSpan After(int attempt, JobKindOptions options, Random random)
    {
        var doubled = options.FirstRetryAfter.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 60));
        var capped = Math.Min(doubled, options.LongestRetryAfter.TotalSeconds);
        return TimeSpan.FromSeconds(capped * (1 - (random.NextDouble() / 2)));
    }
}
