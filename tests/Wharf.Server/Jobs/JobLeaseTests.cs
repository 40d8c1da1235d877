using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wharf.Server.Jobs;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

public sealed class JobLeaseTests : IAsyncLifetime
{
    static readonly Dictionary<string, int> Room = new() { [JobNode.Kind] = 10 };
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    readonly Script script = new();
    TestDatabase test = null!;
    JobNode parts = null!;

    NpgsqlDataSource Database => test.DataSource;

    public async Task InitializeAsync()
    {
        test = await TestDatabase.CreateAsync();
        parts = JobNode.Build(Database, script, kind => kind.MaxAttempts = 2);
    }

    public async Task DisposeAsync()
    {
        await parts.DisposeAsync();
        await test.DisposeAsync();
    }

    [Fact]
    public async Task A_dead_workers_job_is_taken_up_by_a_living_one()
    {
        var id = await parts.EnqueueAsync("orphan");
        await ClaimAsync("ghost");
        await Database.EndLeasesAsync();

        await using var node = await JobNode.StartAsync(Database, script);
        var row = await Database.WaitForAsync(id, "done");

        Assert.Equal((2, JobHousekeeping.DeadWorker), (row.Attempt, row.LastError));
    }

    [Fact]
    public async Task A_lease_that_has_not_ended_protects_a_job()
    {
        await parts.EnqueueAsync("held");
        await ClaimAsync("one");

        Assert.Equal(0, await parts.Housekeeping.RescueAsync(CancellationToken.None));
        Assert.Empty(await parts.Ledger.ClaimAsync("two", Room, 10, Lease, CancellationToken.None));
    }

    [Fact]
    public async Task A_stale_run_can_say_nothing_any_more()
    {
        var id = await parts.EnqueueAsync("stale");
        var stale = await ClaimAsync("same worker");
        await Database.EndLeasesAsync();
        Assert.Equal(1, await parts.Housekeeping.RescueAsync(CancellationToken.None));
        var current = await ClaimAsync("same worker");

        Assert.False(await parts.Ledger.CompleteAsync(stale, CancellationToken.None));
        Assert.False(await parts.Ledger.RetryAsync(stale, "no", TimeSpan.Zero, CancellationToken.None));
        Assert.False(await parts.Ledger.ReleaseAsync(stale, CancellationToken.None));
        Assert.Empty(await parts.Ledger.RenewAsync("same worker", [stale], Lease, Lease, CancellationToken.None));
        await using (var connection = await Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.False(await JobLedger.FailAsync(transaction, stale, "no", CancellationToken.None));
            await Assert.ThrowsAsync<LostJobException>(() => new JobContext(stale).CompleteAsync(transaction, CancellationToken.None));
        }
        Assert.True(await parts.Ledger.CompleteAsync(current, CancellationToken.None));
        Assert.Equal("done", (await Database.ReadAsync(id)).State);
    }

    [Fact]
    public async Task A_run_that_outlasts_its_lease_many_times_keeps_it()
    {
        var attempts = 0;
        var lease = TimeSpan.FromMilliseconds(300);
        script.Run = async (_, _, cancellationToken) =>
        {
            Interlocked.Increment(ref attempts);
            await Task.Delay(lease * 4, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        Dictionary<string, string?> settings = new() { ["Wharf:Jobs:LeaseDuration"] = lease.ToString() };
        await using var one = await JobNode.StartAsync(Database, script, settings: settings);
        await using var two = await JobNode.StartAsync(Database, script, settings: settings);

        var row = await Database.WaitForAsync(await one.EnqueueAsync("long"), "done");

        Assert.Equal((1, 1), (row.Attempt, attempts));
    }

    [Fact]
    public async Task A_run_inside_its_completing_transaction_does_not_hold_up_other_leases()
    {
        await parts.EnqueueAsync("completing");
        await parts.EnqueueAsync("running");
        var jobs = await parts.Ledger.ClaimAsync("worker", Room, 2, TimeSpan.FromSeconds(1), CancellationToken.None);
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new JobContext(jobs[0]).CompleteAsync(transaction, CancellationToken.None);

        var kept = await parts.Ledger.RenewAsync("worker", jobs, Lease, TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Equal(jobs.Select(job => job.Id).ToHashSet(), kept);
        var left = await Database.ReadAsync<TimeSpan>("SELECT leased_until - now() FROM jobs WHERE id = @Id", new { jobs[1].Id });
        Assert.InRange(left, Lease / 2, Lease);
    }

    [Fact]
    public async Task A_worker_that_has_lost_a_job_cancels_its_run()
    {
        var cancelled = new TaskCompletionSource();
        script.Run = async (_, _, cancellationToken) =>
        {
            await using var stop = cancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);
        var id = await node.EnqueueAsync("taken");
        await Database.WaitForAsync(id, "running");

        await Database.ExecuteAsync("UPDATE jobs SET worker = 'another' WHERE id = @id", new { id });

        await cancelled.Task.SoonAsync();
        Assert.Equal("another", (await Database.ReadAsync(id)).Worker);
    }

    [Fact]
    public async Task A_worker_that_is_cut_off_from_the_database_cancels_its_runs_and_recovers()
    {
        var cancelled = new TaskCompletionSource();
        script.Run = async (_, context, cancellationToken) =>
        {
            if (context.Attempt > 1)
                return JobOutcome.Done;
            await using var stop = cancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);
        var id = await node.EnqueueAsync("cut off");
        await Database.WaitForAsync(id, "running");

        await test.CutOffAsync();
        await cancelled.Task.SoonAsync();
        await test.RestoreAsync();

        Assert.Equal(2, (await Database.WaitForAsync(id, "done")).Attempt);
    }

    [Fact]
    public async Task Cancelling_a_job_ends_its_run_and_the_row()
    {
        var cancelled = new TaskCompletionSource();
        script.Run = async (_, _, cancellationToken) =>
        {
            await using var stop = cancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);
        var id = await node.EnqueueAsync("unwanted");
        await Database.WaitForAsync(id, "running");

        Assert.True(await CancelAsync(id));

        await cancelled.Task.SoonAsync();
        Assert.Equal("cancelled", (await Database.ReadAsync(id)).State);
        Assert.False(await CancelAsync(id));
    }

    [Fact]
    public async Task A_job_whose_workers_keep_dying_is_buried()
    {
        await Database.ExecuteAsync("CREATE TABLE graves (name text, reason text)");
        script.Bury = (work, reason, transaction) => transaction.Connection!.ExecuteInAsync(
            transaction, "INSERT INTO graves VALUES (@Name, @reason)", new { work.Name, reason });
        var id = await parts.EnqueueAsync("killer");

        await DieAsync();
        Assert.Equal("queued", (await Database.ReadAsync(id)).State);
        await DieAsync();

        Assert.Equal(("failed", 2), ((await Database.ReadAsync(id)).State, (await Database.ReadAsync(id)).Attempt));
        var grave = await Database.ReadAsync<string>("SELECT name || ': ' || reason FROM graves");
        Assert.Equal("killer: " + JobHousekeeping.DeadWorker, grave);
    }

    [Fact]
    public async Task A_broken_burial_does_not_stand_before_others()
    {
        script.Bury = (work, _, _) => work.Name == "cursed" ? throw new InvalidOperationException("no") : Task.CompletedTask;
        var cursed = await parts.EnqueueAsync("cursed");
        await ClaimAsync("ghost");
        var plain = await parts.EnqueueAsync("plain");
        await ClaimAsync("ghost");
        await Database.ExecuteAsync("UPDATE jobs SET max_attempts = 1");
        await Database.EndLeasesAsync();

        await parts.Housekeeping.RescueAsync(CancellationToken.None);

        Assert.Equal("failed", (await Database.ReadAsync(plain)).State);
        Assert.Equal("running", (await Database.ReadAsync(cursed)).State);
    }

    [Fact]
    public async Task Stopping_lets_running_jobs_end()
    {
        var release = new TaskCompletionSource();
        script.Run = async (_, _, cancellationToken) =>
        {
            await release.Task.WaitAsync(cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);
        var running = await node.EnqueueAsync("running");
        await Database.WaitForAsync(running, "running");

        var stopping = node.StopAsync();
        release.SetResult();
        await stopping.SoonAsync();
        var late = await parts.EnqueueAsync("late");

        Assert.Equal(("done", 0), ((await Database.ReadAsync(running)).State, (await Database.ReadAsync(running)).Interruptions));
        Assert.Equal("queued", (await Database.ReadAsync(late)).State);
    }

    [Fact]
    public async Task A_worker_may_be_stopped_again_when_its_host_is_gone()
    {
        var node = await JobNode.StartAsync(Database, script);
        var worker = node.Services.GetServices<IHostedService>().OfType<JobWorker>().Single();
        await Task.WhenAll(worker.StopAsync(CancellationToken.None), worker.StopAsync(CancellationToken.None)).SoonAsync();
        await node.DisposeAsync();

        await worker.StopAsync(CancellationToken.None).SoonAsync();
    }

    [Fact]
    public async Task Stopping_gives_back_what_does_not_end_and_counts_no_attempt_against_it()
    {
        script.Run = async (_, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(
            Database, script, kind => kind.MaxAttempts = 1, settings: new() { ["Wharf:Jobs:DrainLimit"] = "00:00:00.050" });
        var id = await node.EnqueueAsync("endless");
        await Database.WaitForAsync(id, "running");

        await node.StopAsync().SoonAsync();

        var row = await Database.ReadAsync(id);
        Assert.Equal(("queued", 1, 1), (row.State, row.Attempt, row.Interruptions));
        script.Run = (_, context, _) => Task.FromResult(context.IsLastAttempt ? JobOutcome.Done : JobOutcome.Failed("not the last"));
        await using var next = await JobNode.StartAsync(Database, script);
        await Database.WaitForAsync(id, "done");
    }

    async Task<ClaimedJob> ClaimAsync(string worker) =>
        (await parts.Ledger.ClaimAsync(worker, Room, 1, Lease, CancellationToken.None)).Single();

    async Task DieAsync()
    {
        await ClaimAsync("ghost");
        await Database.EndLeasesAsync();
        await parts.Housekeeping.RescueAsync(CancellationToken.None);
    }

    async Task<bool> CancelAsync(Guid id)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var cancelled = await JobQueue.CancelAsync(transaction, id, CancellationToken.None);
        await transaction.CommitAsync();
        return cancelled;
    }
}
