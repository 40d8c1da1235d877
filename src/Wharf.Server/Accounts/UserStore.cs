using Dapper;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>A user as the database has it.</summary>
record StoredUser
{
    public required Guid Id { get; init; }
    public string? Email { get; init; }
    public string? Name { get; init; }
    public required string[] Roles { get; init; }
    public required DateTime CreatedAt { get; init; }
}

/// <summary>What a login needs to know of the account that goes by an address.</summary>
sealed record LoginCandidate : StoredUser
{
    public string? PasswordHash { get; init; }
    public required bool KnowsNetwork { get; init; }
}

/// <summary>All SQL over <c>users</c>.</summary>
sealed class UserStore(NpgsqlDataSource database)
{
    /// <summary>Adds a user; false when the address is taken.</summary>
    public async Task<bool> AddAsync(StoredUser user, string emailKey, string passwordHash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    INSERT INTO users (id, email, email_key, name, password_hash, roles, created_at)
                    VALUES (@Id, @Email, @emailKey, @Name, @passwordHash, @Roles, @CreatedAt)
                    """,
                    new { user.Id, user.Email, emailKey, user.Name, passwordHash, user.Roles, user.CreatedAt },
                    cancellationToken: cancellationToken));
            return true;
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "users_email_key_unique" })
        {
            return false;
        }
    }

    public async Task<StoredUser?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<StoredUser>(
            new CommandDefinition(
                "SELECT id, email, name, roles, created_at FROM users WHERE id = @id", new { id }, cancellationToken: cancellationToken));
    }

    public async Task<LoginCandidate?> FindCandidateAsync(string emailKey, string network, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<LoginCandidate>(
            new CommandDefinition(
                """
                SELECT id, email, name, roles, created_at, password_hash,
                    EXISTS (SELECT FROM user_networks WHERE user_id = users.id AND network = @network) AS knows_network
                FROM users
                WHERE email_key = @emailKey
                """,
                new { emailKey, network },
                cancellationToken: cancellationToken));
    }

    /// <summary>Replaces a password's hash by a better one of the same password, unless it has changed meanwhile.</summary>
    public async Task RenewPasswordHashAsync(Guid id, string from, string to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE users SET password_hash = @to WHERE id = @id AND password_hash = @from",
                new { id, from, to },
                cancellationToken: cancellationToken));
    }

    /// <summary>Makes the user with this address an administrator; false when there is none.</summary>
    public async Task<bool> PromoteAsync(string emailKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var promoted = await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition(
                """
                WITH promoted AS (UPDATE users SET roles = '{user,admin}' WHERE email_key = @emailKey RETURNING id)
                -- Servers forget what they have cached of the user's tokens.
                SELECT id, pg_notify('wharf_accounts', 'user ' || id)::text AS notified
                FROM promoted
                """,
                new { emailKey },
                cancellationToken: cancellationToken));
        return promoted is not null;
    }
}
