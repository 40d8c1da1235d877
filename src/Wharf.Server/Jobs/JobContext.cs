using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>One run of one job, as the job sees it.</summary>
sealed class JobContext(ClaimedJob job)
{
    public Guid Id => job.Id;

    /// <summary>1 for the first run.</summary>
    public int Attempt => job.Attempt;

    public bool IsLastAttempt => job.IsLastAttempt;

    public DateTimeOffset CreatedAt => new(job.CreatedAt);

    public string? CorrelationId => job.CorrelationId;

    /// <summary>
    /// Completes the job in a transaction of its own work: both commit or neither does. Then return <see cref="JobOutcome.Done"/>.
    /// Throws <see cref="LostJobException"/>, which must fly, when the job belongs to another run by now: the transaction must not commit.
    /// </summary>
    public async Task CompleteAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await JobLedger.CompleteAsync(transaction.Connection!, transaction, job, cancellationToken))
            throw new LostJobException();
    }
}

/// <summary>This run has lost its job: another worker has taken it up, or somebody cancelled it.</summary>
sealed class LostJobException() : Exception("The job belongs to another run by now.");
