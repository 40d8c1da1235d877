using System.Text;
using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>One run of a job, as it was claimed. Worker and attempt are the fence: every later statement names both.</summary>
sealed record ClaimedJob(
    Guid Id, string Kind, string Payload, string Worker, int Attempt, int MaxAttempts, int Interruptions, DateTime CreatedAt,
    string? CorrelationId)
{
    public bool IsLastAttempt => Attempt >= MaxAttempts + Interruptions;
}

/// <summary>
/// The side of the queue that workers use: claims, leases, and how runs went.
/// <para>
/// All times are the database's. Leases compare instants that different machines wrote, and of their clocks none can be trusted to
/// agree with another; the database has one clock for all of them. (Waiting inside a process is measured by its own
/// <see cref="TimeProvider"/>, where only differences count.) Should that clock jump, leases end early or late, which costs a
/// repeated or a late run, never a wrong result: no statement here trusts a lease. What a run may still say is decided by worker
/// and attempt.
/// </para>
/// <para>
/// A claim is two statements. The first looks, without a lock, for which kinds and priorities something is due; the second takes at most
/// as many rows as this worker has places for. One statement over all kinds would either lock more than it takes, which other
/// workers would skip and then sleep, or wade through the backlog of a kind that is at its limit.
/// </para>
/// </summary>
sealed class JobLedger(NpgsqlDataSource database)
{
    const int LongestError = 4000;

    /// <param name="worker">Who claims.</param>
    /// <param name="room">The kinds to take, each with the number of places it has.</param>
    /// <param name="places">How many in all.</param>
    /// <param name="lease">How long they are ours unless renewed.</param>
    /// <param name="cancellationToken">Gives up between statements.</param>
    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(
        string worker, IReadOnlyDictionary<string, int> room, int places, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var due = await connection.QueryAsync<(string Kind, short Priority)>(
            new CommandDefinition(
                """
                SELECT kinds.kind, priorities.priority
                FROM unnest(@kinds) AS kinds (kind)
                CROSS JOIN (VALUES (2::smallint), (1), (0)) AS priorities (priority)
                CROSS JOIN LATERAL (
                    SELECT run_at
                    FROM jobs
                    WHERE state = 'queued' AND kind = kinds.kind AND priority = priorities.priority AND run_at <= now()
                    ORDER BY run_at
                    LIMIT 1
                ) AS oldest
                ORDER BY priorities.priority DESC, oldest.run_at
                """,
                new { kinds = room.Keys.ToArray() },
                cancellationToken: cancellationToken));
        var claimed = new List<ClaimedJob>();
        var left = room.ToDictionary();
        foreach (var (kind, priority) in due)
        {
            var limit = Math.Min(left[kind], places - claimed.Count);
            if (limit <= 0)
                continue;
            // Not cancelled halfway: what the database gave us is ours to run or to give back.
            var jobs = await connection.QueryAsync<ClaimedJob>(
                """
                WITH picked AS MATERIALIZED (
                    SELECT id
                    FROM jobs
                    WHERE state = 'queued' AND kind = @kind AND priority = @priority AND run_at <= now()
                    ORDER BY run_at, id
                    LIMIT @limit
                    FOR UPDATE SKIP LOCKED
                )
                UPDATE jobs
                SET state = 'running', attempt = attempt + 1, started_at = now(), worker = @worker, leased_until = now() + @lease
                FROM picked
                WHERE jobs.id = picked.id
                RETURNING jobs.id, kind, payload, worker, attempt, max_attempts, interruptions, created_at, correlation_id
                """,
                new { kind, priority, limit, worker, lease });
            foreach (var job in jobs)
            {
                claimed.Add(job);
                left[kind]--;
            }
        }
        return claimed;
    }

    /// <summary>
    /// Extends the leases of running jobs, and answers those that are still ours. A row that is locked is being completed by its own run,
    /// in a transaction that may take a while: waiting for it would let all other leases end. It is ours and nobody can rescue it.
    /// </summary>
    public async Task<IReadOnlySet<Guid>> RenewAsync(
        string worker, IReadOnlyCollection<ClaimedJob> jobs, TimeSpan lease, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var kept = await connection.QueryAsync<Guid>(
            new CommandDefinition(
                """
                WITH mine AS (
                    SELECT id, attempt FROM unnest(@ids, @attempts) AS mine (id, attempt)
                ), free AS MATERIALIZED (
                    SELECT jobs.id
                    FROM jobs JOIN mine USING (id, attempt)
                    WHERE jobs.worker = @worker
                    FOR UPDATE OF jobs SKIP LOCKED
                ), renewed AS (
                    UPDATE jobs SET leased_until = now() + @lease FROM free WHERE jobs.id = free.id
                )
                SELECT jobs.id
                FROM jobs JOIN mine USING (id, attempt)
                WHERE jobs.worker = @worker
                """,
                new { worker, lease, ids = jobs.Select(job => job.Id).ToArray(), attempts = jobs.Select(job => job.Attempt).ToArray() },
                commandTimeout: (int)Math.Ceiling(timeLimit.TotalSeconds),
                cancellationToken: cancellationToken));
        return kept.ToHashSet();
    }

    public async Task<bool> CompleteAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await CompleteAsync(connection, transaction: null, job, cancellationToken);
    }

    /// <summary>False: the job is not this run's any more.</summary>
    public static async Task<bool> CompleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ClaimedJob job, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE jobs
                SET state = 'done', finished_at = now(), worker = NULL, leased_until = NULL
                WHERE id = @Id AND worker = @Worker AND attempt = @Attempt
                """,
                job,
                transaction,
                cancellationToken: cancellationToken)) == 1;

    public async Task<bool> RetryAsync(ClaimedJob job, string reason, TimeSpan after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE jobs
                SET state = 'queued', run_at = now() + @after, worker = NULL, leased_until = NULL, last_error = @error
                WHERE id = @Id AND worker = @Worker AND attempt = @Attempt
                """,
                new { job.Id, job.Worker, job.Attempt, after, error = Cut(reason) },
                cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Makes the job a dead letter, in a transaction that also tells those who wait for it.</summary>
    public static async Task<bool> FailAsync(
        NpgsqlTransaction transaction, ClaimedJob job, string reason, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE jobs
                SET state = 'failed', finished_at = now(), worker = NULL, leased_until = NULL, last_error = @error
                WHERE id = @Id AND worker = @Worker AND attempt = @Attempt
                """,
                new { job.Id, job.Worker, job.Attempt, error = Cut(reason) },
                transaction,
                cancellationToken: cancellationToken)) == 1;

    /// <summary>Gives a job back that a stopping worker interrupted: another may start it now, and the run does not count.</summary>
    public async Task<bool> ReleaseAsync(ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE jobs
                SET state = 'queued', run_at = now(), interruptions = interruptions + 1, worker = NULL, leased_until = NULL
                WHERE id = @Id AND worker = @Worker AND attempt = @Attempt
                """,
                job,
                cancellationToken: cancellationToken)) == 1;
    }

    // PostgreSQL's text holds neither U+0000 nor halves of surrogate pairs; exceptions' messages may.
    static string Cut(string reason)
    {
        var cut = reason.Length <= LongestError ? reason : reason[..LongestError];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)).Replace('\0', '\uFFFD');
    }
}
