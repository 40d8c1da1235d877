using Dapper;
using Npgsql;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>The SQL of files: rows, and in their transactions the jobs that serve them.</summary>
sealed partial class FileStore(NpgsqlDataSource database, JobQueue jobs)
{
    const string Columns =
        """
        id, owner_id, name, content_type, size, sha256, status, error, object_key, coding, stored_size, stored_sha256, version,
        created_at, updated_at
        """;

    /// <summary>The file, when it is this owner's; null also when it is another's.</summary>
    public async Task<FileRecord?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<FileRecord>(
            new CommandDefinition(
                $"SELECT {Columns} FROM files WHERE id = @id AND owner_id = @ownerId",
                new { id, ownerId },
                cancellationToken: cancellationToken));
    }

    public async Task<bool> HasAnyAsync(Guid ownerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT EXISTS (SELECT FROM files WHERE owner_id = @ownerId)", new { ownerId }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Gives all files their rows and jobs, or none of them. Null: a sweep took the upload for dead and removes its objects.
    /// </summary>
    public async Task<IReadOnlyList<FileRecord>?> AddAsync(
        Guid ownerId, IReadOnlyList<ReceivedFile> received, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AnnouncedObjectStore.SettleAsync(transaction, [.. received.Select(file => file.Key)], cancellationToken)) return null;
        var added = await connection.QueryAsync<FileRecord>(
            new CommandDefinition(
                $"""
                INSERT INTO files (id, owner_id, name, content_type, size, sha256, object_key, stored_size, stored_sha256)
                SELECT id, @ownerId, name, content_type, size, sha256, object_key, size, sha256
                FROM unnest(@ids, @names, @contentTypes, @sizes, @digests, @keys)
                    AS received (id, name, content_type, size, sha256, object_key)
                RETURNING {Columns}
                """,
                new
                {
                    ownerId,
                    ids = received.Select(file => file.Id).ToArray(),
                    names = received.Select(file => file.Name).ToArray(),
                    contentTypes = received.Select(file => file.ContentType).ToArray(),
                    sizes = received.Select(file => file.Size).ToArray(),
                    digests = received.Select(file => file.Sha256).ToArray(),
                    keys = received.Select(file => file.Key.Value).ToArray(),
                },
                transaction,
                cancellationToken: cancellationToken));
        foreach (var file in received)
            await jobs.EnqueueAsync(transaction, CompressFile.Kind, new CompressFilePayload(file.Id), cancellationToken: cancellationToken);
        // Not cancelled: a client that hangs up now would leave open whether its files exist.
        await transaction.CommitAsync(CancellationToken.None);
        var byId = added.ToDictionary(file => file.Id);
        return [.. received.Select(file => byId[file.Id])];
    }

    public async Task<FileChangeOutcome> RenameAsync(
        Guid ownerId, Guid id, string name, string? ifMatch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var outcome = await LockAsync(transaction, ownerId, id, ifMatch, cancellationToken);
        if (outcome is not FileChangeOutcome.Changed) return outcome;
        var file = await connection.QuerySingleAsync<FileRecord>(
            new CommandDefinition(
                $"UPDATE files SET name = @name, version = version + 1, updated_at = now() WHERE id = @id RETURNING {Columns}",
                new { id, name },
                transaction,
                cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new FileChangeOutcome.Changed(file);
    }

    /// <summary>Removes the row, and its object by a job: at no time is there a row without its object.</summary>
    public async Task<FileChangeOutcome> DeleteAsync(Guid ownerId, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var outcome = await LockAsync(transaction, ownerId, id, ifMatch, cancellationToken);
        if (outcome is not FileChangeOutcome.Changed { File: var file }) return outcome;
        await connection.ExecuteAsync(
            new CommandDefinition("DELETE FROM files WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        await EnqueueDeletionAsync(transaction, file.Key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    Task<Guid> EnqueueDeletionAsync(NpgsqlTransaction transaction, ObjectKey key, CancellationToken cancellationToken) =>
        jobs.EnqueueAsync(transaction, DeleteObject.Kind, new DeleteObjectPayload(key.Value), cancellationToken: cancellationToken);

    // The row stays as it is until the transaction ends, so that its ETag is judged and its change made at one time.
    static async Task<FileChangeOutcome> LockAsync(
        NpgsqlTransaction transaction, Guid ownerId, Guid id, string? ifMatch, CancellationToken cancellationToken)
    {
        var file = await transaction.Connection!.QuerySingleOrDefaultAsync<FileRecord>(
            new CommandDefinition(
                $"SELECT {Columns} FROM files WHERE id = @id AND owner_id = @ownerId FOR UPDATE",
                new { id, ownerId },
                transaction,
                cancellationToken: cancellationToken));
        if (file is null) return FileChangeOutcome.NotFound.Value;
        return EntityTags.Match(ifMatch, file.ETag) ? new FileChangeOutcome.Changed(file) : FileChangeOutcome.PreconditionFailed.Value;
    }
}

/// <summary>How a change of one file went.</summary>
abstract record FileChangeOutcome
{
    FileChangeOutcome()
    {
    }

    internal sealed record Changed(FileRecord File) : FileChangeOutcome;

    internal sealed record NotFound : FileChangeOutcome
    {
        public static readonly NotFound Value = new();
    }

    internal sealed record PreconditionFailed : FileChangeOutcome
    {
        public static readonly PreconditionFailed Value = new();
    }
}
