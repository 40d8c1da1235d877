using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wharf.Server.Jobs;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

public sealed class JobWorkerTests : IAsyncLifetime
{
    readonly Script script = new();
    TestDatabase test = null!;

    NpgsqlDataSource Database => test.DataSource;

    public async Task InitializeAsync() => test = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_committed_job_runs_and_is_done()
    {
        var seen = new ConcurrentQueue<(string, int, bool)>();
        script.Run = (work, context, _) =>
        {
            seen.Enqueue((work.Name, context.Attempt, context.IsLastAttempt));
            return Task.FromResult(JobOutcome.Done);
        };
        await using var node = await JobNode.StartAsync(Database, script);

        var id = await node.EnqueueAsync("one");

        await Database.WaitForAsync(id, "done");
        Assert.Equal([("one", 1, false)], seen);
    }

    [Fact]
    public async Task A_rolled_back_job_never_was()
    {
        await using var node = await JobNode.StartAsync(Database, script);
        await using (var connection = await Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await node.Queue.EnqueueAsync(transaction, JobNode.Kind, new Work("none"));
            await transaction.RollbackAsync();
        }

        Assert.Equal(0, await Database.ReadAsync<long>("SELECT count(*) FROM jobs"));
    }

    [Fact]
    public async Task Two_workers_run_each_job_once()
    {
        const int Jobs = 300;
        var runs = new ConcurrentBag<Guid>();
        script.Run = (_, context, _) =>
        {
            runs.Add(context.Id);
            return Task.FromResult(JobOutcome.Done);
        };
        await using var first = await JobNode.StartAsync(Database, script);
        await using var second = await JobNode.StartAsync(Database, script);

        var ids = new List<Guid>();
        foreach (var number in Enumerable.Range(0, Jobs))
            ids.Add(await first.EnqueueAsync($"job {number}"));

        foreach (var id in ids)
            await Database.WaitForAsync(id, "done");
        Assert.Equal(ids.Order(), runs.Order());
    }

    [Fact]
    public async Task A_failing_job_is_tried_again_and_keeps_its_last_error()
    {
        script.Run = (_, context, _) => context.Attempt switch
        {
            1 => throw new InvalidOperationException("no luck\0"),
            2 => Task.FromResult(JobOutcome.Retry("not yet")),
            _ => Task.FromResult(JobOutcome.Done),
        };
        await using var node = await JobNode.StartAsync(Database, script);

        var row = await Database.WaitForAsync(await node.EnqueueAsync("stubborn"), "done");

        Assert.Equal((3, "not yet"), (row.Attempt, row.LastError));
    }

    [Fact]
    public async Task A_retry_waits_as_long_as_the_job_says()
    {
        script.Run = (_, _, _) => Task.FromResult(JobOutcome.Retry("later", TimeSpan.FromHours(1)));
        await using var node = await JobNode.StartAsync(Database, script);

        var id = await node.EnqueueAsync("patient");
        while ((await Database.ReadAsync(id)).LastError is null)
            await Task.Yield();
        var row = await Database.ReadAsync(id);

        Assert.Equal("queued", row.State);
        Assert.InRange(row.RunsIn, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task A_job_without_attempts_left_is_a_dead_letter_and_is_buried_in_the_same_transaction()
    {
        await Database.ExecuteAsync("CREATE TABLE graves (name text, reason text)");
        script.Run = (_, _, _) => Task.FromResult(JobOutcome.Retry("always"));
        script.Bury = (work, reason, transaction) => transaction.Connection!.ExecuteInAsync(
            transaction, "INSERT INTO graves VALUES (@Name, @reason)", new { work.Name, reason });
        await using var node = await JobNode.StartAsync(Database, script, kind => kind.MaxAttempts = 3);

        var row = await Database.WaitForAsync(await node.EnqueueAsync("doomed"), "failed");

        Assert.Equal((3, "always"), (row.Attempt, row.LastError));
        Assert.Equal("doomed: always", await Database.ReadAsync<string>("SELECT name || ': ' || reason FROM graves"));
    }

    [Fact]
    public async Task A_job_that_says_it_failed_is_not_tried_again()
    {
        script.Run = (_, _, _) => Task.FromResult(JobOutcome.Failed("hopeless"));
        await using var node = await JobNode.StartAsync(Database, script);

        var row = await Database.WaitForAsync(await node.EnqueueAsync("hopeless"), "failed");

        Assert.Equal((1, "hopeless"), (row.Attempt, row.LastError));
    }

    [Fact]
    public async Task A_revived_dead_letter_gets_its_attempts_anew()
    {
        script.Run = (_, _, _) => Task.FromResult(JobOutcome.Retry("always"));
        await using var node = await JobNode.StartAsync(Database, script, kind => kind.MaxAttempts = 2);
        var id = await node.EnqueueAsync("lazarus");
        await Database.WaitForAsync(id, "failed");
        script.Run = (_, context, _) => Task.FromResult(context.IsLastAttempt ? JobOutcome.Done : JobOutcome.Retry("once more"));

        await using (var connection = await Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.True(await node.Queue.ReviveAsync(transaction, id, CancellationToken.None));
            await transaction.CommitAsync();
        }

        Assert.Equal(4, (await Database.WaitForAsync(id, "done")).Attempt);
    }

    [Fact]
    public async Task A_run_over_its_time_limit_is_cancelled_and_tried_again()
    {
        script.Run = async (_, context, cancellationToken) =>
        {
            if (context.Attempt == 1)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script, kind => kind.TimeLimit = TimeSpan.FromMilliseconds(50));

        var row = await Database.WaitForAsync(await node.EnqueueAsync("slow"), "done");

        Assert.Equal((2, "Not done after 00:00:00.0500000."), (row.Attempt, row.LastError));
    }

    [Fact]
    public async Task A_kind_never_exceeds_its_concurrency_and_does_not_hold_up_others()
    {
        var inside = 0;
        var most = 0;
        var release = new TaskCompletionSource();
        script.Run = async (work, _, cancellationToken) =>
        {
            if (work.Name == "other")
                return JobOutcome.Done;
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await release.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref inside);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script, kind => kind.Concurrency = 2);
        var limited = new List<Guid>();
        foreach (var number in Enumerable.Range(0, 6))
            limited.Add(await node.EnqueueAsync($"limited {number}"));

        var other = await node.EnqueueAsync("other", kind: JobNode.OtherKind);
        await Database.WaitForAsync(other, "done");
        release.SetResult();
        foreach (var id in limited)
            await Database.WaitForAsync(id, "done");

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Higher_priorities_go_first_and_then_the_longest_waiting()
    {
        var order = new ConcurrentQueue<string>();
        script.Run = (work, _, _) =>
        {
            order.Enqueue(work.Name);
            return Task.FromResult(JobOutcome.Done);
        };
        var last = Guid.Empty;
        await using (var api = await JobNode.StartAsync(Database, script, role: "api"))
        {
            last = await api.EnqueueAsync("low", new EnqueueOptions { Priority = JobPriority.Low });
            await api.EnqueueAsync("first");
            await api.EnqueueAsync("second");
            await api.EnqueueAsync("high", new EnqueueOptions { Priority = JobPriority.High });
        }

        await using var worker = await JobNode.StartAsync(
            Database, script, role: "worker", settings: new() { ["Wharf:Jobs:Concurrency"] = "1" });
        await Database.WaitForAsync(last, "done");

        Assert.Equal(["high", "first", "second", "low"], order);
    }

    [Fact]
    public async Task An_api_node_runs_nothing_and_its_commits_wake_a_worker_elsewhere()
    {
        script.Run = (_, _, _) => Task.FromResult(JobOutcome.Done);
        await using var api = await JobNode.StartAsync(Database, script, role: "api");
        // A worker that would find the job by itself only after minutes.
        await using var worker = await JobNode.StartAsync(
            Database, script, role: "worker", settings: new() { ["Wharf:Jobs:PollInterval"] = "00:10:00" });
        await Database.WaitForAsync(await api.EnqueueAsync("warm-up"), "done");

        var row = await Database.WaitForAsync(await api.EnqueueAsync("wake up"), "done");

        Assert.Equal(1, row.Attempt);
        Assert.Empty(api.Services.GetServices<JobLedger>());
    }

    [Fact]
    public async Task A_transaction_that_commits_late_wakes_a_worker_too()
    {
        await using var node = await JobNode.StartAsync(
            Database, script, settings: new() { ["Wharf:Jobs:PollInterval"] = "00:10:00" });
        await Database.WaitForAsync(await node.EnqueueAsync("warm-up"), "done");
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var late = await node.Queue.EnqueueAsync(transaction, JobNode.Kind, new Work("late"));

        // The worker is woken for this one while the other is not committed yet.
        await Database.WaitForAsync(await node.EnqueueAsync("early"), "done");
        await transaction.CommitAsync();

        await Database.WaitForAsync(late, "done");
    }

    [Fact]
    public async Task A_unique_key_admits_one_unfinished_job()
    {
        var release = new TaskCompletionSource();
        script.Run = async (_, _, cancellationToken) =>
        {
            await release.Task.WaitAsync(cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);
        var options = new EnqueueOptions { UniqueKey = "k" };
        var first = await node.EnqueueAsync("first", options);
        await Database.WaitForAsync(first, "running");

        Assert.Equal(first, await node.EnqueueAsync("absorbed", options));
        release.SetResult();
        await Database.WaitForAsync(first, "done");
        Assert.NotEqual(first, await node.EnqueueAsync("second", options));
    }

    [Fact]
    public async Task A_job_completes_in_the_transaction_of_its_own_work()
    {
        await Database.ExecuteAsync("CREATE TABLE effects (name text)");
        script.Run = async (work, context, cancellationToken) =>
        {
            await using var connection = await Database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteInAsync(transaction, "INSERT INTO effects VALUES (@Name)", work);
            await context.CompleteAsync(transaction, cancellationToken);
            if (context.Attempt == 1)
                throw new InvalidOperationException("crash before the commit");
            await transaction.CommitAsync(cancellationToken);
            return JobOutcome.Done;
        };
        await using var node = await JobNode.StartAsync(Database, script);

        var row = await Database.WaitForAsync(await node.EnqueueAsync("atomic"), "done");

        Assert.Equal(2, row.Attempt);
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT count(*) FROM effects"));
    }
}
