using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>
/// The worker of this process.
/// <para>
/// Goal: every committed job runs to an outcome, whichever processes die meanwhile; no job runs twice at once as long as clocks and
/// network behave, and where they do not, only one run's outcome counts. Assumption: a job run twice gives the same end state.
/// </para>
/// <para>
/// It claims no more than it can start at once, so that no job waits here while another worker is idle. While a job runs, its lease is
/// renewed. A worker that cannot renew for a whole lease assumes that others have its jobs and cancels them; one that learns that a
/// job is taken or cancelled, cancels that one. Stopping: no new claims, running jobs may end until the drain limit, then they
/// are cancelled and given back, so that another worker starts them at once.
/// </para>
/// <para>
/// Not done: prefetching (it needs leases on waiting jobs), one LISTEN for each kind (workers wake in vain where kinds differ between
/// them), batched completion (several jobs a flush; PostgreSQL's group commit already does much of it).
/// </para>
/// </summary>
sealed class JobWorker(
    JobKinds kinds, JobLedger ledger, JobRunner runner, JobSignal signal, JobListener listener, JobHousekeeping housekeeping,
    JobMetrics metrics, IOptions<JobsOptions> options, TimeProvider time, ILogger<JobWorker> logger) : IHostedService, IDisposable
{
    static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(5);
    static readonly TimeSpan RetentionRound = TimeSpan.FromMinutes(1);
    static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(5);

    readonly string name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow())}";
    readonly ConcurrentDictionary<(Guid Id, int Attempt), (RunningJob Job, Task Run)> running = new();
    readonly CancellationTokenSource claiming = new();
    readonly CancellationTokenSource working = new();
    Task claims = Task.CompletedTask;
    Task upkeep = Task.CompletedTask;
    Task? stop;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        claims = Task.WhenAll(ClaimAsync(claiming.Token), listener.RunAsync(claiming.Token), KeepHouseAsync(claiming.Token));
        upkeep = RenewAsync(working.Token);
        return Task.CompletedTask;
    }

    /// <summary>A host may be told to stop by two at once, and one of them may be late: there is one stop, which all await.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (running)
        {
            return stop ??= StopOnceAsync(cancellationToken);
        }
    }

    async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await claiming.CancelAsync();
        await claims;
        if (!await EndAsync(options.Value.DrainLimit, cancellationToken))
        {
            foreach (var (job, _) in running.Values)
                await job.InterruptAsync();
            if (!await EndAsync(InterruptLimit, CancellationToken.None))
                logger.LogWarning("{Count} jobs ignore that they are cancelled; their leases will end", running.Count);
        }
        await working.CancelAsync();
        await upkeep;
    }

    public void Dispose()
    {
        claiming.Dispose();
        working.Dispose();
    }

    /// <summary>False: the time was over first.</summary>
    async Task<bool> EndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var runs = Task.WhenAll(running.Values.Select(entry => entry.Run));
        await Task.WhenAny(runs, Task.Delay(limit, time, cancellationToken));
        return runs.IsCompleted;
    }

    Task ClaimAsync(CancellationToken cancellationToken) => RepeatAsync(
        async () =>
        {
            var room = FreePlaces();
            var places = options.Value.Concurrency - running.Count;
            var claimed = places > 0 && room.Count > 0
                ? await ledger.ClaimAsync(name, room, places, options.Value.LeaseDuration, cancellationToken)
                : [];
            foreach (var job in claimed)
                Start(job);
            // Having got less than there is room for, there is nothing more to get until somebody says so.
            if (claimed.Count == 0 || claimed.Count < places)
                await signal.WaitAsync(options.Value.PollInterval, cancellationToken);
        },
        cancellationToken);

    Dictionary<string, int> FreePlaces()
    {
        var taken = running.Values.CountBy(entry => entry.Job.Job.Kind).ToDictionary();
        return kinds.All
            .Select(kind => (kind.Name, Free: kind.Options.Concurrency - taken.GetValueOrDefault(kind.Name)))
            .Where(kind => kind.Free > 0)
            .ToDictionary(kind => kind.Name, kind => kind.Free);
    }

    void Start(ClaimedJob claimed)
    {
        var job = new RunningJob(claimed);
        // The run removes its entry, so it must not be faster than the adding of it.
        var added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running[(claimed.Id, claimed.Attempt)] = (job, RunAsync(job, added.Task));
        added.SetResult();
    }

    async Task RunAsync(RunningJob job, Task added)
    {
        await added;
        try
        {
            await runner.RunAsync(job);
        }
        catch (Exception e)
        {
            // Burying failed, or the ledger refused: the lease ends, and the rescue tries again.
            logger.LogError(e, "The outcome of job {Kind} {Id} could not be written", job.Job.Kind, job.Job.Id);
        }
        finally
        {
            running.TryRemove((job.Job.Id, job.Job.Attempt), out _);
            signal.Wake();
        }
    }

    async Task RenewAsync(CancellationToken cancellationToken)
    {
        var lease = options.Value.LeaseDuration;
        var renewed = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(lease / 3, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var jobs = running.Values.Select(entry => entry.Job).ToList();
            var asked = time.GetTimestamp();
            try
            {
                var kept = jobs.Count == 0
                    ? new HashSet<Guid>()
                    : await ledger.RenewAsync(name, jobs.ConvertAll(job => job.Job), lease, lease / 3, cancellationToken);
                renewed = asked;
                // Among them may be runs that have just concluded; to lose is nothing to them any more.
                foreach (var job in jobs.Where(job => !kept.Contains(job.Job.Id)))
                    await job.LoseAsync();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                logger.LogWarning(e, "Leases cannot be renewed at the moment");
                if (time.GetElapsedTime(renewed) > lease)
                    await Task.WhenAll(jobs.Select(job => job.LoseAsync()));
            }
        }
    }

    async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        var half = options.Value.LeaseDuration / 2;
        var round = half < LongestRound ? half : LongestRound;
        long? deleted = null;
        var announced = false;
        await RepeatAsync(
            async () =>
            {
                if (!announced)
                    await housekeeping.AnnounceRecurringAsync(cancellationToken);
                announced = true;
                await housekeeping.EnqueueDueAsync(cancellationToken);
                if (await housekeeping.RescueAsync(cancellationToken) > 0)
                    signal.Wake();
                await metrics.RefreshAsync(cancellationToken);
                if (deleted is null || time.GetElapsedTime(deleted.Value) > RetentionRound)
                {
                    await housekeeping.DeleteOldAsync(options.Value.DoneRetention, options.Value.FailedRetention, cancellationToken);
                    deleted = time.GetTimestamp();
                }
                await Task.Delay(round, time, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>A broken round is logged and repeated: the database may be away, or a round may have a bug; the worker goes on.</summary>
    async Task RepeatAsync(Func<Task> round, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await round();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "The job worker has trouble and goes on in a moment");
                await Task.Delay(PauseAfterTrouble, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
