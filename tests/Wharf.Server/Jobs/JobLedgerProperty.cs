using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Jobs;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

/// <summary>
/// Promise: whatever workers do, die of or sleep through, each job's effect happens exactly once, and all jobs end.
/// A history is a list of steps; workers forget (die) or come back late at any of them.
/// </summary>
public sealed class JobLedgerProperty(TestDatabase test) : IClassFixture<TestDatabase>
{
    static readonly Dictionary<string, int> Room = new() { [JobNode.Kind] = 3 };
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    enum Step
    {
        Enqueue,
        Claim,
        CompleteWithEffect,
        DieBeforeCommit,
        DieHoldingClaim,
        Retry,
        Release,
        Renew,
        LeasesEnd,
        Rescue,
        LeasesEndAndRescue,
    }

    [Fact]
    public async Task Every_effect_happens_once()
    {
        await test.DataSource.ExecuteAsync("CREATE TABLE effects (job uuid, attempt integer)");
        var step = Gen.Frequency(
            (3, Gen.Constant(Step.Claim)), (3, Gen.Constant(Step.LeasesEndAndRescue)), (5, Gen.Elements(Enum.GetValues<Step>())));
        var steps = step.ListOf(60).ToArbitrary();

        Prop.ForAll(steps, history =>
                Task.Run(() => PlayAsync([.. history])).GetAwaiter().GetResult().Label(string.Join(", ", history)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    async Task<bool> PlayAsync(IReadOnlyList<Step> history)
    {
        await test.DataSource.ExecuteAsync("TRUNCATE jobs, effects");
        await using var parts = JobNode.Build(test.DataSource, new Script(), kind => kind.MaxAttempts = 1000);
        // Claims as their workers remember them. A claim may be stale by now, and its worker does not know.
        var held = new List<ClaimedJob>();
        foreach (var (step, number) in history.Select((step, number) => (step, number)))
            await TakeAsync(parts, held, step, number);

        // What is left after the storm: workers that do their work.
        for (var round = 0; round < 200 && await UnfinishedAsync() > 0; round++)
        {
            await TakeAsync(parts, held, Step.LeasesEndAndRescue, round);
            await TakeAsync(parts, held, Step.Claim, round);
            while (held.Count > 0)
                await TakeAsync(parts, held, Step.CompleteWithEffect, held.Count - 1);
        }
        return await UnfinishedAsync() == 0
            && await test.DataSource.ReadAsync<bool>(
                """
                SELECT NOT EXISTS (
                    SELECT FROM jobs FULL JOIN effects ON jobs.id = effects.job AND jobs.attempt = effects.attempt
                    GROUP BY jobs.id, effects.job
                    HAVING jobs.id IS NULL OR count(effects.job) <> 1)
                """);
    }

    async Task TakeAsync(JobNode parts, List<ClaimedJob> held, Step step, int number)
    {
        if (step is Step.Enqueue)
        {
            await parts.EnqueueAsync($"job {number}");
            return;
        }
        if (step is Step.Claim)
        {
            held.AddRange(await parts.Ledger.ClaimAsync($"worker {number % 2}", Room, 2, Lease, CancellationToken.None));
            return;
        }
        if (step is Step.LeasesEnd or Step.LeasesEndAndRescue)
            await test.DataSource.EndLeasesAsync();
        if (step is Step.Rescue or Step.LeasesEndAndRescue)
            await parts.Housekeeping.RescueAsync(CancellationToken.None);
        if (held.Count == 0 || step is Step.LeasesEnd or Step.Rescue or Step.LeasesEndAndRescue)
            return;
        var job = held[number % held.Count];
        if (step is not Step.Renew)
            held.Remove(job);
        if (step is Step.CompleteWithEffect or Step.DieBeforeCommit)
            await WorkAsync(job, commit: step is Step.CompleteWithEffect);
        else if (step is Step.Retry)
            await parts.Ledger.RetryAsync(job, "again", TimeSpan.Zero, CancellationToken.None);
        else if (step is Step.Release)
            await parts.Ledger.ReleaseAsync(job, CancellationToken.None);
        else if (step is Step.Renew)
            await parts.Ledger.RenewAsync(job.Worker, [job], Lease, Lease, CancellationToken.None);
    }

    async Task WorkAsync(ClaimedJob job, bool commit)
    {
        await using var connection = await test.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteInAsync(transaction, "INSERT INTO effects VALUES (@Id, @Attempt)", job);
        try
        {
            await new JobContext(job).CompleteAsync(transaction, CancellationToken.None);
        }
        catch (LostJobException)
        {
            return;
        }
        if (commit)
            await transaction.CommitAsync();
    }

    Task<long> UnfinishedAsync() => test.DataSource.ReadAsync<long>("SELECT count(*) FROM jobs WHERE finished_at IS NULL");
}
