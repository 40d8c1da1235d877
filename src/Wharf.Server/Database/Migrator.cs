using Dapper;
using Npgsql;

namespace Wharf.Server.Database;

/// <summary>
/// Brings the schema to where the code wants it, or says clearly why not.
/// <para>
/// Nodes start in any order and versions mix during a rolling restart, so: one node at a time migrates (an advisory lock of the
/// session, which the database frees when that node dies); every migration is one transaction together with its record; and each
/// record says which is the oldest code that still works afterwards. Older code thus starts on a newer schema as long as that holds,
/// and is refused when it does not. There is no way down: a mistake is repaired by the next migration.
/// </para>
/// <para>
/// A statement that cannot run in a transaction (<c>CREATE INDEX CONCURRENTLY</c>) has no place here. That is a limit for big tables,
/// accepted until there is one.
/// </para>
/// </summary>
sealed class Migrator(NpgsqlDataSource database, MigrationSet migrations, ILogger logger)
{
    // An arbitrary number that nothing else locks.
    const long AdvisoryLock = 0x5748_4152_4601;

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Waits as long as another node migrates.
        await connection.ExecuteAsync(
            new CommandDefinition(
                "SELECT pg_advisory_lock(@number)",
                new { number = AdvisoryLock },
                commandTimeout: 0,
                cancellationToken: cancellationToken));
        try
        {
            await ApplyLockedAsync(connection, cancellationToken);
        }
        finally
        {
            // The pooled session lives on, and so would its lock.
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@number)", new { number = AdvisoryLock });
        }
    }

    async Task ApplyLockedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number integer PRIMARY KEY,
                    name text NOT NULL,
                    sha256 text NOT NULL,
                    oldest_compatible_code integer NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """,
                cancellationToken: cancellationToken));
        var applied = (await connection.QueryAsync<Applied>(
            new CommandDefinition(
                "SELECT number, name, sha256, oldest_compatible_code AS OldestCompatibleCode FROM schema_migrations ORDER BY number",
                cancellationToken: cancellationToken))).ToList();
        Judge(applied);
        foreach (var migration in Missing(applied))
            await ApplyAsync(connection, migration, cancellationToken);
    }

    IEnumerable<Migration> Missing(List<Applied> applied) =>
        migrations.All.ExceptBy(applied.Select(record => record.Number), migration => migration.Number);

    void Judge(List<Applied> applied)
    {
        foreach (var record in applied.Where(record => record.OldestCompatibleCode > migrations.Newest))
            throw new DatabaseException(
                $"The database is too new for this server: migration {record.Number:d4}_{record.Name} works with servers from schema "
                + $"{record.OldestCompatibleCode} on, and this one has schema {migrations.Newest}. Start a newer server.");
        foreach (var record in applied)
        {
            if (migrations.All.FirstOrDefault(migration => migration.Number == record.Number) is { } known && known.Sha256 != record.Sha256)
                throw new DatabaseException(
                    $"Migration {known.Number:d4}_{known.Name} is not the one that was applied to this database "
                    + $"({record.Number:d4}_{record.Name}). An applied migration never changes: write a new one.");
        }
        var newest = applied.Count == 0 ? 0 : applied[^1].Number;
        if (newest > migrations.Newest)
            logger.LogWarning(
                "The database has schema {Database}, newer than this server's {Code}, and still works with it", newest, migrations.Newest);
        if (Missing(applied).FirstOrDefault() is { } gap && gap.Number < newest)
            throw new DatabaseException(
                $"Migration {gap.Number:d4}_{gap.Name} is not applied to this database although later ones are. "
                + $"Give it a number after {newest}.");
    }

    async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(
                new CommandDefinition(migration.Sql, transaction: transaction, commandTimeout: 0, cancellationToken: cancellationToken));
        }
        catch (PostgresException e)
        {
            throw new DatabaseException($"Migration {migration.Number:d4}_{migration.Name} failed and was rolled back: {e.MessageText}", e);
        }
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO schema_migrations (number, name, sha256, oldest_compatible_code)
                VALUES (@Number, @Name, @Sha256, @OldestCompatibleCode)
                """,
                migration,
                transaction,
                cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        logger.LogInformation("Applied migration {Number}_{Name}", migration.Number, migration.Name);
    }

    sealed record Applied(int Number, string Name, string Sha256, int OldestCompatibleCode);
}
