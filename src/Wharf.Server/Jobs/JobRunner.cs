using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>A job that this process is running, and the ways to interrupt it.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "The source has no timer to free, and may be cancelled from elsewhere while the run ends.")]
sealed class RunningJob(ClaimedJob job)
{
    readonly CancellationTokenSource interrupted = new();
    volatile bool lost;

    public ClaimedJob Job => job;

    public CancellationToken Interrupted => interrupted.Token;

    /// <summary>The lease is over or taken: nothing that this run says counts any more.</summary>
    public bool IsLost => lost;

    public Task LoseAsync()
    {
        lost = true;
        return InterruptAsync();
    }

    public Task InterruptAsync() => interrupted.CancelAsync();
}

/// <summary>Runs one claimed job to its outcome, and has the ledger say so.</summary>
sealed class JobRunner(
    JobKinds kinds, JobLedger ledger, JobMetrics metrics, NpgsqlDataSource database, IServiceScopeFactory scopes, TimeProvider time,
    ILogger<JobRunner> logger)
{
    static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(RunningJob running)
    {
        var job = running.Job;
        using var log = logger.BeginScope(new Dictionary<string, object?>
        {
            ["JobId"] = job.Id,
            ["JobKind"] = job.Kind,
            ["CorrelationId"] = job.CorrelationId,
        });
        var started = time.GetTimestamp();
        var outcome = await AttemptAsync(running);
        metrics.Ran(job.Kind, running.IsLost ? "lost" : outcome?.Verdict.ToString() ?? "interrupted", time.GetElapsedTime(started));
        await ConcludeAsync(running, outcome);
    }

    /// <summary>Null: the server stops, and the job is to be given back.</summary>
    async Task<JobOutcome?> AttemptAsync(RunningJob running)
    {
        var job = running.Job;
        var kind = kinds[job.Kind];
        using var limit = new CancellationTokenSource(kind.Options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(running.Interrupted, limit.Token);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await kind.RunAsync(scope.ServiceProvider, job.Payload, new JobContext(job), either.Token);
        }
        catch (OperationCanceledException) when (running.Interrupted.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return JobOutcome.Retry($"Not done after {kind.Options.TimeLimit}.");
        }
        catch (LostJobException)
        {
            await running.LoseAsync();
            return null;
        }
        catch (Exception e)
        {
            // The one place where a job's exceptions end: whatever it is, the job is tried again, and what it was stands in the ledger.
            logger.LogError(e, "Attempt {Attempt} of job {Kind} {Id} failed", job.Attempt, job.Kind, job.Id);
            return JobOutcome.Retry(e.Message);
        }
    }

    /// <summary>Keeps trying while the database is away; the lease decides for how long that makes sense.</summary>
    async Task ConcludeAsync(RunningJob running, JobOutcome? outcome)
    {
        var job = running.Job;
        while (!running.IsLost)
        {
            try
            {
                if (await WriteAsync(job, outcome)) return;
                // A job that completed itself, in the transaction of its work, has said so already: that is the good case.
                var level = outcome == JobOutcome.Done ? LogLevel.Debug : LogLevel.Information;
                logger.Log(level, "The outcome of job {Kind} {Id} was already decided elsewhere", job.Kind, job.Id);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                logger.LogWarning("The outcome of job {Kind} {Id} cannot be written yet: {Reason}", job.Kind, job.Id, e.Message);
            }
            await Task.Delay(PauseAfterTrouble, time);
        }
        logger.LogWarning("Job {Kind} {Id} was lost to another worker or cancelled", job.Kind, job.Id);
    }

    Task<bool> WriteAsync(ClaimedJob job, JobOutcome? outcome) => outcome switch
    {
        null => ledger.ReleaseAsync(job, CancellationToken.None),
        { Verdict: JobVerdict.Done } => ledger.CompleteAsync(job, CancellationToken.None),
        { Verdict: JobVerdict.Retry } retry when !job.IsLastAttempt => RetryAsync(job, retry),
        { Verdict: JobVerdict.Retry or JobVerdict.Failed } failed => FailAsync(job, failed.Reason!),
        _ => throw new UnreachableException(),
    };

    Task<bool> RetryAsync(ClaimedJob job, JobOutcome outcome)
    {
        var after = outcome.After ?? Backoff.After(job.Attempt - job.Interruptions, kinds[job.Kind].Options, Random.Shared);
        logger.LogInformation("Job {Kind} {Id} is tried again after {After}: {Reason}", job.Kind, job.Id, after, outcome.Reason);
        return ledger.RetryAsync(job, outcome.Reason!, after, CancellationToken.None);
    }

    async Task<bool> FailAsync(ClaimedJob job, string reason)
    {
        logger.LogError("Job {Kind} {Id} failed for good: {Reason}", job.Kind, job.Id, reason);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await JobLedger.FailAsync(transaction, job, reason, CancellationToken.None))
            return false;
        await using var scope = scopes.CreateAsyncScope();
        await kinds[job.Kind].BuryAsync(scope.ServiceProvider, job.Payload, reason, transaction, CancellationToken.None);
        await transaction.CommitAsync();
        return true;
    }
}
