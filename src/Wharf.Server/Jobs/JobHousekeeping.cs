using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>A job that the cluster enqueues by itself, once an interval.</summary>
sealed record RecurringJob(string Kind, TimeSpan Every);

/// <summary>
/// What any worker does for all of them, again and again: takes jobs from dead workers, enqueues recurring ones, deletes old rows.
/// Every worker tries; row locks let one succeed.
/// </summary>
sealed class JobHousekeeping(
    NpgsqlDataSource database, JobKinds kinds, JobQueue queue, IEnumerable<RecurringJob> recurring, IServiceScopeFactory scopes,
    ILogger<JobHousekeeping> logger)
{
    public const string DeadWorker = "The worker died, or was cut off from the database, during the last attempt.";

    const string RecurringKey = "recurring";
    const int MostDeletedAtOnce = 1000;

    /// <summary>Lets the running interval be the one in the code; an interval that was shortened counts from now.</summary>
    public async Task AnnounceRecurringAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var job in recurring)
            await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    INSERT INTO recurring_jobs (kind, every)
                    VALUES (@Kind, @Every)
                    ON CONFLICT (kind) DO UPDATE
                    SET every = excluded.every, next_at = least(recurring_jobs.next_at, now() + excluded.every)
                    WHERE recurring_jobs.every <> excluded.every
                    """,
                    job,
                    cancellationToken: cancellationToken));
    }

    public async Task EnqueueDueAsync(CancellationToken cancellationToken)
    {
        if (!recurring.Any())
            return;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                -- The second of two workers waits for the row, sees that it is not due any more, and takes nothing.
                -- Missed rounds (all was stopped) are one.
                UPDATE recurring_jobs
                SET next_at = now() + every
                WHERE kind = ANY (@kinds) AND next_at <= now()
                RETURNING kind
                """,
                new { kinds = recurring.Select(job => job.Kind).ToArray() },
                transaction,
                cancellationToken: cancellationToken));
        // A round that the last one is not done with is left out.
        foreach (var kind in due)
            await queue.EnqueueAsync(
                transaction, kind, new NoPayload(), new EnqueueOptions { UniqueKey = RecurringKey }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Answers how many jobs wait again. The ones whose attempts are used up are buried.</summary>
    public async Task<int> RescueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rescued = (await connection.QueryAsync<(Guid Id, string Kind)>(
            new CommandDefinition(
                """
                WITH abandoned AS MATERIALIZED (
                    SELECT id
                    FROM jobs
                    WHERE state = 'running' AND leased_until < now() AND attempt < max_attempts + interruptions
                    FOR UPDATE SKIP LOCKED
                )
                UPDATE jobs
                SET state = 'queued', run_at = now(), worker = NULL, leased_until = NULL, last_error = @DeadWorker
                FROM abandoned
                WHERE jobs.id = abandoned.id
                RETURNING jobs.id, kind
                """,
                new { DeadWorker },
                cancellationToken: cancellationToken))).ToList();
        foreach (var (id, kind) in rescued)
            logger.LogWarning("Job {Kind} {Id} was taken from a worker that died or was cut off", kind, id);
        while (await BuryOneAsync(cancellationToken))
            continue;
        return rescued.Count;
    }

    public async Task DeleteOldAsync(TimeSpan doneRetention, TimeSpan failedRetention, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        int deleted;
        do
        {
            deleted = await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    DELETE FROM jobs
                    WHERE id IN (
                        SELECT id
                        FROM jobs
                        WHERE finished_at < now() - @doneRetention AND state IN ('done', 'cancelled')
                            OR finished_at < now() - @failedRetention AND state = 'failed'
                        LIMIT @MostDeletedAtOnce
                        FOR UPDATE SKIP LOCKED)
                    """,
                    new { doneRetention, failedRetention, MostDeletedAtOnce },
                    cancellationToken: cancellationToken));
        }
        while (deleted == MostDeletedAtOnce);
    }

    async Task<bool> BuryOneAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var job = await connection.QuerySingleOrDefaultAsync<ClaimedJob>(
            new CommandDefinition(
                """
                SELECT id, kind, payload, worker, attempt, max_attempts, interruptions, created_at, correlation_id
                FROM jobs
                -- Kinds that this code does not know are left to code that can bury them.
                WHERE state = 'running' AND leased_until < now() AND attempt >= max_attempts + interruptions AND kind = ANY (@kinds)
                ORDER BY leased_until
                LIMIT 1
                FOR UPDATE SKIP LOCKED
                """,
                new { kinds = kinds.All.Select(kind => kind.Name).ToArray() },
                transaction,
                cancellationToken: cancellationToken));
        if (job is null)
            return false;
        logger.LogError("Job {Kind} {Id} has no attempts left: {Reason}", job.Kind, job.Id, DeadWorker);
        await JobLedger.FailAsync(transaction, job, DeadWorker, cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await kinds[job.Kind].BuryAsync(scope.ServiceProvider, job.Payload, DeadWorker, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One broken burial must not stand before all others.
            logger.LogError(e, "Job {Kind} {Id} could not be buried; it is tried again", job.Kind, job.Id);
            await transaction.RollbackAsync(cancellationToken);
            await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    UPDATE jobs
                    SET leased_until = now() + interval '1 minute'
                    WHERE id = @Id AND worker = @Worker AND attempt = @Attempt
                    """,
                    job,
                    cancellationToken: cancellationToken));
        }
        return true;
    }
}
