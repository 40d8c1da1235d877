using Wharf.Server.Jobs;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

public sealed class JobHousekeepingTests : IAsyncLifetime
{
    readonly Script script = new();
    TestDatabase test = null!;

    public async Task InitializeAsync() => test = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_recurring_job_is_enqueued_once_a_round_by_the_whole_cluster()
    {
        await using var one = JobNode.Build(test.DataSource, script, recurring: true);
        await using var two = JobNode.Build(test.DataSource, script, recurring: true);
        await one.Housekeeping.AnnounceRecurringAsync(CancellationToken.None);
        await two.Housekeeping.AnnounceRecurringAsync(CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => Task.Run(() => (number % 2 == 0 ? one : two).Housekeeping.EnqueueDueAsync(CancellationToken.None))));
        Assert.Equal(1, await CountAsync());

        // The round is over and the job is done: it is time for the next one.
        await test.DataSource.ExecuteAsync(
            """
            UPDATE jobs SET state = 'done', attempt = 1, started_at = now(), finished_at = now();
            UPDATE recurring_jobs SET next_at = now()
            """);
        await one.Housekeeping.EnqueueDueAsync(CancellationToken.None);
        await two.Housekeeping.EnqueueDueAsync(CancellationToken.None);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_round_is_left_out_while_the_last_one_is_not_done()
    {
        await using var node = JobNode.Build(test.DataSource, script, recurring: true);
        await node.Housekeeping.AnnounceRecurringAsync(CancellationToken.None);
        await node.Housekeeping.EnqueueDueAsync(CancellationToken.None);
        await test.DataSource.ExecuteAsync("UPDATE recurring_jobs SET next_at = now()");

        await node.Housekeeping.EnqueueDueAsync(CancellationToken.None);

        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_recurring_job_runs_by_itself()
    {
        var ran = new TaskCompletionSource();
        script.RunRecurring = () =>
        {
            ran.TrySetResult();
            return Task.FromResult(JobOutcome.Done);
        };
        await using var node = await JobNode.StartAsync(test.DataSource, script, recurring: true);

        await ran.Task.SoonAsync();
    }

    [Fact]
    public async Task Finished_jobs_go_after_their_retention_and_others_stay()
    {
        await test.DataSource.ExecuteAsync(
            """
            INSERT INTO jobs (id, kind, payload, priority, max_attempts, state, attempt, started_at, finished_at, last_error)
            SELECT gen_random_uuid(), 'test.' || state || '_' || age, '{}', 1, 5, state, 1, now(), now() - make_interval(days => age), 'x'
            FROM unnest(ARRAY['done', 'cancelled', 'failed']) AS state CROSS JOIN unnest(ARRAY[1, 10, 100]) AS age
            """);
        await test.DataSource.ExecuteAsync(
            """
            INSERT INTO jobs (id, kind, payload, priority, max_attempts, created_at)
            VALUES (gen_random_uuid(), 'test.queued', '{}', 1, 5, '2001-01-01')
            """);
        await using var node = JobNode.Build(test.DataSource, script);

        await node.Housekeeping.DeleteOldAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(90), CancellationToken.None);

        Assert.Equal(
            "test.cancelled_1 test.done_1 test.failed_1 test.failed_10 test.queued",
            await test.DataSource.ReadAsync<string>("SELECT string_agg(kind, ' ' ORDER BY kind) FROM jobs"));
    }

    Task<long> CountAsync() => test.DataSource.ReadAsync<long>("SELECT count(*) FROM jobs");
}
