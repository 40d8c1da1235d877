using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>
/// A kind of background work. A run may be repeated (a worker dies after the work and before it could say so), hence running a job
/// twice must give the same end state; its implementation states the crash points and what each leaves behind.
/// </summary>
interface IJob<TPayload>
{
    /// <param name="payload">What was enqueued.</param>
    /// <param name="context">Which run this is.</param>
    /// <param name="cancellationToken">
    /// Fires when the server stops, the time limit is over or the job no longer belongs to this worker. Pass it on everywhere.
    /// </param>
    Task<JobOutcome> RunAsync(TPayload payload, JobContext context, CancellationToken cancellationToken);

    /// <summary>
    /// The job has failed for good: it said so, its attempts are used up, or its last worker died. Rows that wait for it are told here,
    /// in the transaction that makes the job a dead letter.
    /// </summary>
    Task BuryAsync(TPayload payload, string reason, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}

/// <summary>The payload of a job that needs none, such as a recurring one.</summary>
sealed record NoPayload;

/// <summary>How a run went. An exception counts as <see cref="Retry"/>.</summary>
readonly record struct JobOutcome
{
    JobOutcome(JobVerdict verdict, string? reason, TimeSpan? after) => (Verdict, Reason, After) = (verdict, reason, after);

    public static JobOutcome Done { get; } = new(JobVerdict.Done, null, null);

    public JobVerdict Verdict { get; }

    public string? Reason { get; }

    public TimeSpan? After { get; }

    /// <summary>Try again: after the given time, else after the backoff of the kind. The last attempt fails instead.</summary>
    public static JobOutcome Retry(string reason, TimeSpan? after = null) => new(JobVerdict.Retry, reason, after);

    /// <summary>No further attempt would go better.</summary>
    public static JobOutcome Failed(string reason) => new(JobVerdict.Failed, reason, null);
}

enum JobVerdict
{
    Done,
    Retry,
    Failed,
}
