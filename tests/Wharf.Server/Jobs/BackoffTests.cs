using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Jobs;

namespace Wharf.Server.Tests.Jobs;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_are_shortened_by_at_most_half() =>
        Prop.ForAll<PositiveInt, int>((attempt, seed) =>
        {
            var options = new JobKindOptions();
            var whole = Math.Min(
                options.FirstRetryAfter.TotalSeconds * Math.Pow(2, Math.Min(attempt.Get - 1, 60)), options.LongestRetryAfter.TotalSeconds);
            var wait = Backoff.After(attempt.Get, options, new Random(seed)).TotalSeconds;
            return wait >= (whole / 2) - 0.001 && wait <= whole + 0.001;
        }).QuickCheckThrowOnFailure();
}
