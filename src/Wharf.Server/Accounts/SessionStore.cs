using Dapper;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>The session that a refresh has renewed, with its user as of now.</summary>
sealed record RotatedSession : StoredUser
{
    public required Guid SessionId { get; init; }
}

/// <summary>A session that ended before its time.</summary>
sealed record EndedSession(Guid Id, DateTime EndedAt);

/// <summary>All SQL over <c>sessions</c> and <c>user_networks</c>.</summary>
sealed class SessionStore(NpgsqlDataSource database)
{
    /// <summary>Begins a session, and remembers from where the user has logged in.</summary>
    public async Task StartAsync(
        Guid id, Guid userId, RefreshToken token, string network, DateTimeOffset now, DateTimeOffset expiresAt,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                WITH remembered AS (
                    INSERT INTO user_networks (user_id, network, last_login_at)
                    VALUES (@userId, @network, @now)
                    ON CONFLICT (user_id, network) DO UPDATE SET last_login_at = excluded.last_login_at
                    -- To the day: a client that logs in all the time costs no write each time.
                    WHERE user_networks.last_login_at < excluded.last_login_at - interval '1 day')
                INSERT INTO sessions (id, user_id, family_hash, refresh_hash, created_at, refreshed_at, expires_at)
                VALUES (@id, @userId, @family, @own, @now, @now, @expiresAt)
                """,
                new { id, userId, family = token.Family.ToArray(), own = token.Own.ToArray(), network, now, expiresAt },
                cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Exchanges the newest token of a session for the next; null when the one shown is not the newest, or the session is over. Of two
    /// exchanges at the same time the row lock lets one go first, and the other then finds that its token is not the newest any more.
    /// </summary>
    public async Task<RotatedSession?> RotateAsync(
        RefreshToken shown, RefreshToken next, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RotatedSession>(
            new CommandDefinition(
                """
                WITH rotated AS (
                    UPDATE sessions
                    SET refresh_hash = @next, previous_hash = refresh_hash, refreshed_at = @now, expires_at = @expiresAt
                    WHERE family_hash = @family AND refresh_hash = @own AND ended_at IS NULL AND expires_at > @now
                    RETURNING id, user_id)
                SELECT rotated.id AS session_id, users.id, users.email, users.name, users.roles, users.created_at
                FROM rotated JOIN users ON users.id = rotated.user_id
                """,
                new { family = shown.Family.ToArray(), own = shown.Own.ToArray(), next = next.Own.ToArray(), now, expiresAt },
                cancellationToken: cancellationToken));
    }

    /// <summary>Ends the session whose used-up token is shown; null when there is none, or the token was used a moment ago.</summary>
    public async Task<Guid?> EndReusedAsync(
        RefreshToken shown, DateTimeOffset now, DateTimeOffset graceSince, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition(
                """
                WITH ended AS (
                    UPDATE sessions
                    SET ended_at = @now, ended_by = 'reuse'
                    WHERE family_hash = @family AND refresh_hash <> @own AND ended_at IS NULL AND expires_at > @now
                        AND (previous_hash IS DISTINCT FROM @own OR refreshed_at <= @graceSince)
                    RETURNING id)
                SELECT id, pg_notify('wharf_accounts', 'session ' || id)::text AS notified
                FROM ended
                """,
                new { family = shown.Family.ToArray(), own = shown.Own.ToArray(), now, graceSince },
                cancellationToken: cancellationToken));
    }

    /// <summary>Ends the session that any token of its family stands for; null when there is none that has not ended.</summary>
    public async Task<Guid?> EndAsync(RefreshToken shown, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition(
                """
                WITH ended AS (
                    UPDATE sessions
                    SET ended_at = @now, ended_by = 'logout'
                    WHERE family_hash = @family AND ended_at IS NULL
                    RETURNING id)
                SELECT id, pg_notify('wharf_accounts', 'session ' || id)::text AS notified
                FROM ended
                """,
                new { family = shown.Family.ToArray(), now },
                cancellationToken: cancellationToken));
    }

    /// <summary>The sessions that were ended since some time.</summary>
    public async Task<IReadOnlyList<EndedSession>> ReadEndedAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<EndedSession>(
            new CommandDefinition(
                "SELECT id, ended_at FROM sessions WHERE ended_at >= @since",
                new { since },
                cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Deletes sessions that nobody can use or ask for any more, and networks that no one has logged in from for long.</summary>
    public async Task SweepAsync(
        DateTimeOffset now, DateTimeOffset endedBefore, DateTimeOffset unseenSince, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                DELETE FROM sessions WHERE expires_at < @now OR ended_at < @endedBefore;
                DELETE FROM user_networks WHERE last_login_at < @unseenSince;
                """,
                new { now, endedBefore, unseenSince },
                // Nobody waits for it.
                commandTimeout: 600,
                cancellationToken: cancellationToken));
    }
}
