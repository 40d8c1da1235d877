using Dapper;
using Npgsql;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// The SQL of objects that have no row yet. An object is announced before its first byte is written; the announcement goes in the
/// transaction that gives the object its row in <c>files</c>, or is withdrawn by whoever gives the object up. Both delete the same row,
/// so that exactly one of them succeeds: no clock and no guess decides whether an object may be removed.
/// </summary>
sealed class AnnouncedObjectStore(NpgsqlDataSource database)
{
    public async Task AnnounceAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                BEGIN;
                -- Should the database lose this in a crash, the object cannot get its row any more, and the sweep finds it in the storage.
                SET LOCAL synchronous_commit = off;
                INSERT INTO announced_objects (object_key) VALUES (@key);
                COMMIT
                """,
                new { key = key.Value },
                cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Ends the announcements for good, if the transaction commits. False: one is not there any more, and the transaction must not
    /// commit.
    /// </summary>
    public static async Task<bool> SettleAsync(
        NpgsqlTransaction transaction, IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM announced_objects WHERE object_key = ANY(@keys)",
                new { keys = keys.Select(key => key.Value).ToArray() },
                transaction,
                cancellationToken: cancellationToken)) == keys.Count;

    /// <summary>Withdraws announcements, and answers those that it was in time for: their objects will never have a row.</summary>
    public async Task<IReadOnlyList<ObjectKey>> WithdrawAsync(IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var withdrawn = await connection.QueryAsync<string>(
            new CommandDefinition(
                "DELETE FROM announced_objects WHERE object_key = ANY(@keys) RETURNING object_key",
                new { keys = keys.Select(key => key.Value).ToArray() },
                cancellationToken: cancellationToken));
        return [.. withdrawn.Select(ObjectKey.Parse)];
    }

    /// <summary>Withdraws announcements of writers that must be dead by now.</summary>
    public async Task<int> WithdrawOlderAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM announced_objects WHERE announced_at < now() - @age", new { age }, cancellationToken: cancellationToken));
    }

    /// <summary>Those of the given objects that have no row and are not announced.</summary>
    public async Task<IReadOnlyList<ObjectKey>> FindOrphansAsync(IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var orphans = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                SELECT key
                FROM unnest(@keys) AS key
                WHERE NOT EXISTS (SELECT FROM files WHERE object_key = key)
                    AND NOT EXISTS (SELECT FROM announced_objects WHERE object_key = key)
                """,
                new { keys = keys.Select(key => key.Value).ToArray() },
                cancellationToken: cancellationToken));
        return [.. orphans.Select(ObjectKey.Parse)];
    }
}
