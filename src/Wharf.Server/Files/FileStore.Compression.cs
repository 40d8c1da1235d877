using Dapper;
using Npgsql;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

sealed partial class FileStore
{
    /// <summary>Marks a file as being compressed. Null: there is nothing to do, because it is gone or ready.</summary>
    public async Task<FileRecord?> BeginCompressionAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<FileRecord>(
            new CommandDefinition(
                $"""
                UPDATE files
                -- A second run finds it marked: nothing has changed then, and neither does the ETag.
                SET version = version + (status <> 'compressing')::integer,
                    updated_at = CASE WHEN status <> 'compressing' THEN now() ELSE updated_at END,
                    status = 'compressing', error = NULL
                WHERE id = @id AND status <> 'ready'
                RETURNING {Columns}
                """,
                new { id },
                cancellationToken: cancellationToken));
    }

    /// <summary>The file is ready as it is: compression does not make it smaller. The job ends with it.</summary>
    public async Task KeepOriginalAsync(Guid id, JobContext job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE files SET status = 'ready', version = version + 1, updated_at = now() WHERE id = @id AND status = 'compressing'",
                new { id },
                transaction,
                cancellationToken: cancellationToken));
        await job.CompleteAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Puts the compressed object in the place of the original, which a job removes; the job that compressed ends with it.
    /// False: the file is gone, or a sweep took the work for dead; the compressed object has no row.
    /// </summary>
    public async Task<bool> SwapAsync(
        FileRecord file, ObjectInfo compressed, string sha256, JobContext job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AnnouncedObjectStore.SettleAsync(transaction, [compressed.Key], cancellationToken)) return false;
        var swapped = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE files
                SET status = 'ready', coding = 'gzip', object_key = @key, stored_size = @size, stored_sha256 = @sha256,
                    version = version + 1, updated_at = now()
                WHERE id = @Id AND status = 'compressing' AND object_key = @ObjectKey
                """,
                new { file.Id, file.ObjectKey, key = compressed.Key.Value, size = compressed.Size, sha256 },
                transaction,
                cancellationToken: cancellationToken));
        if (swapped == 0) return false;
        await EnqueueDeletionAsync(transaction, file.Key, cancellationToken);
        await job.CompleteAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Compression has failed for good; the original stays as it is.</summary>
    public static Task FailCompressionAsync(NpgsqlTransaction transaction, Guid id, string error, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE files SET status = 'failed', error = @error, version = version + 1, updated_at = now()
                WHERE id = @id AND status IN ('stored', 'compressing')
                """,
                new { id, error },
                transaction,
                cancellationToken: cancellationToken));
}
