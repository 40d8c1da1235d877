using Dapper;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>An API token as its owner sees it.</summary>
sealed record StoredApiToken
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? ExpiresAt { get; init; }
    public DateTime? LastUsedAt { get; init; }
}

/// <summary>What a good API token stands for.</summary>
sealed record TokenHolder : StoredUser
{
    public required Guid TokenId { get; init; }
    public DateTime? ExpiresAt { get; init; }
}

/// <summary>All SQL over <c>api_tokens</c>, but for their import.</summary>
sealed class ApiTokenStore(NpgsqlDataSource database)
{
    /// <summary>Adds a token; false when its owner has as many as one may have.</summary>
    public async Task<bool> AddAsync(Guid userId, StoredApiToken token, SecretHash hash, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One at a time counts and adds. Rows that only refer to the user do not wait for this lock.
        await connection.ExecuteAsync(
            new CommandDefinition(
                "SELECT FROM users WHERE id = @userId FOR NO KEY UPDATE",
                new { userId },
                transaction,
                cancellationToken: cancellationToken));
        var added = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO api_tokens (id, user_id, name, hash, created_at, expires_at)
                SELECT @Id, @userId, @Name, @hash, @CreatedAt, @ExpiresAt
                WHERE (SELECT count(*) FROM api_tokens WHERE user_id = @userId AND revoked_at IS NULL) < @limit
                """,
                new { token.Id, userId, token.Name, hash = hash.ToArray(), token.CreatedAt, token.ExpiresAt, limit },
                transaction,
                cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return added == 1;
    }

    /// <summary>The newest tokens of a user, before a position if one is given. Ids carry the time, so they are the order.</summary>
    public async Task<IReadOnlyList<StoredApiToken>> ListAsync(Guid userId, Guid? before, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<StoredApiToken>(
            new CommandDefinition(
                """
                SELECT id, name, created_at, expires_at, last_used_at
                FROM api_tokens
                WHERE user_id = @userId AND revoked_at IS NULL AND (@before::uuid IS NULL OR id < @before)
                ORDER BY id DESC
                LIMIT @count
                """,
                new { userId, before, count },
                cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Revokes a token and answers its hash; null when the user has no such token.</summary>
    public async Task<SecretHash?> RevokeAsync(Guid userId, Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var hash = await connection.QuerySingleOrDefaultAsync<byte[]>(
            new CommandDefinition(
                """
                WITH revoked AS (
                    UPDATE api_tokens
                    SET revoked_at = @now
                    WHERE id = @id AND user_id = @userId AND revoked_at IS NULL
                    RETURNING hash)
                SELECT hash, pg_notify('wharf_accounts', 'token ' || encode(hash, 'hex'))::text AS notified
                FROM revoked
                """,
                new { userId, id, now },
                cancellationToken: cancellationToken));
        return hash is null ? null : SecretHash.Read(hash);
    }

    public async Task<TokenHolder?> FindHolderAsync(SecretHash hash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TokenHolder>(
            new CommandDefinition(
                """
                SELECT api_tokens.id AS token_id, expires_at, users.id, users.email, users.name, users.roles, users.created_at
                FROM api_tokens JOIN users ON users.id = user_id
                WHERE hash = @hash AND revoked_at IS NULL
                """,
                new { hash = hash.ToArray() },
                cancellationToken: cancellationToken));
    }

    /// <summary>Notes when tokens were used last.</summary>
    public async Task NoteUsesAsync(Guid[] ids, DateTime[] times, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                -- Locked in one order, or two servers would wait for each other.
                WITH used AS MATERIALIZED (
                    SELECT api_tokens.id, time
                    FROM api_tokens JOIN unnest(@ids, @times) AS uses (id, time) ON uses.id = api_tokens.id
                    WHERE last_used_at IS NULL OR last_used_at < time
                    ORDER BY api_tokens.id
                    FOR NO KEY UPDATE OF api_tokens)
                UPDATE api_tokens
                SET last_used_at = used.time
                FROM used
                WHERE used.id = api_tokens.id
                """,
                new { ids, times },
                cancellationToken: cancellationToken));
    }

    /// <summary>Deletes tokens that are good for nothing and that nobody lists any more.</summary>
    public async Task SweepAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM api_tokens WHERE NOT imported AND (revoked_at IS NOT NULL OR expires_at < @expiredBefore)",
                new { expiredBefore },
                commandTimeout: 600,
                cancellationToken: cancellationToken));
    }
}
