using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>What an enqueued job differs in from others of its kind.</summary>
sealed class EnqueueOptions
{
    /// <summary>Wait at least so long before the first run. Default none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Default: the kind's.</summary>
    public JobPriority? Priority { get; init; }

    /// <summary>While a job of this kind with this key is queued or running, no other is added; that one's id is the answer.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>The request that caused it, for the log.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>
/// The side of the queue that everybody uses: jobs are rows, written in the transaction of the row that they serve, so that neither
/// can exist without the other.
/// </summary>
sealed class JobQueue(JobKinds kinds, JobNotifier notifier, TimeProvider time)
{
    /// <summary>Answers the job's id. A worker sees the job when, and only if, the transaction commits.</summary>
    public async Task<Guid> EnqueueAsync<TPayload>(
        NpgsqlTransaction transaction, string kind, TPayload payload, EnqueueOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (kinds[kind] is not JobKind<TPayload> known)
            throw new ArgumentException($"The payload of a {kind} job is not a {typeof(TPayload).Name}.", nameof(payload));
        var parameters = new
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Kind = kind,
            Payload = known.Write(payload),
            Priority = (short)(options?.Priority ?? known.Options.Priority),
            options?.UniqueKey,
            options?.CorrelationId,
            known.Options.MaxAttempts,
            Delay = options?.Delay ?? TimeSpan.Zero,
        };
        while (true)
        {
            var added = await transaction.Connection!.QuerySingleOrDefaultAsync<Added>(
                new CommandDefinition(
                    """
                    INSERT INTO jobs (id, kind, payload, priority, unique_key, correlation_id, max_attempts, run_at)
                    VALUES (@Id, @Kind, @Payload::jsonb, @Priority, @UniqueKey, @CorrelationId, @MaxAttempts, now() + @Delay)
                    ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING
                    RETURNING id, pg_current_xact_id()::text::bigint AS transaction_number
                    """,
                    parameters,
                    transaction,
                    cancellationToken: cancellationToken));
            if (added is not null)
            {
                if (parameters.Delay <= TimeSpan.Zero)
                    notifier.Watch(added.TransactionNumber);
                return added.Id;
            }
            var existing = await transaction.Connection!.QuerySingleOrDefaultAsync<Guid?>(
                new CommandDefinition(
                    "SELECT id FROM jobs WHERE kind = @Kind AND unique_key = @UniqueKey AND state IN ('queued', 'running')",
                    parameters,
                    transaction,
                    cancellationToken: cancellationToken));
            // None: it finished between the two statements, so there is room for ours now.
            if (existing is { } id)
                return id;
        }
    }

    /// <summary>
    /// Ends a job that has not finished. A run of it is cancelled with the next renewal and cannot complete. False: it had finished.
    /// </summary>
    public static async Task<bool> CancelAsync(NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE jobs
                SET state = 'cancelled', finished_at = now(), worker = NULL, leased_until = NULL
                WHERE id = @id AND state IN ('queued', 'running')
                """,
                new { id },
                transaction,
                cancellationToken: cancellationToken)) == 1;

    /// <summary>Gives a dead letter or a cancelled job its attempts anew. False: it is neither, or its unique key is in use.</summary>
    public async Task<bool> ReviveAsync(NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        var known = kinds.All;
        var number = await transaction.Connection!.QuerySingleOrDefaultAsync<long?>(
            new CommandDefinition(
                """
                UPDATE jobs AS dead
                SET state = 'queued', finished_at = NULL, run_at = now(),
                    -- Attempts are the fence and never go back, so the limit goes up.
                    max_attempts = attempt - interruptions
                        + coalesce((SELECT attempts FROM unnest(@kinds, @limits) AS known (kind, attempts) WHERE known.kind = dead.kind), 1)
                WHERE id = @id AND state IN ('failed', 'cancelled')
                    AND NOT EXISTS (
                        SELECT FROM jobs AS other
                        WHERE other.kind = dead.kind AND other.unique_key = dead.unique_key AND other.state IN ('queued', 'running'))
                RETURNING pg_current_xact_id()::text::bigint
                """,
                new
                {
                    id,
                    kinds = known.Select(kind => kind.Name).ToArray(),
                    limits = known.Select(kind => kind.Options.MaxAttempts).ToArray(),
                },
                transaction,
                cancellationToken: cancellationToken));
        if (number is { } xact)
            notifier.Watch(xact);
        return number is not null;
    }

    sealed record Added(Guid Id, long TransactionNumber);
}
