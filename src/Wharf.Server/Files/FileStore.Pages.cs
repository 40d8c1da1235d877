using Dapper;
using Wharf.Server.Paging;

namespace Wharf.Server.Files;

sealed partial class FileStore
{
    const string Mine = $"SELECT {Columns} FROM files WHERE owner_id = @ownerId AND (@status::text IS NULL OR status = @status)";

    /// <summary>At most <paramref name="limit"/> of an owner's files after a position in the order.</summary>
    public async Task<IReadOnlyList<FileRecord>> ListAsync(
        Guid ownerId, FileOrder order, FileStatus? status, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<FileRecord>(
            new CommandDefinition(
                PageSql(order),
                new
                {
                    ownerId,
                    status = status?.ToString().ToLowerInvariant(),
                    limit,
                    id = after?.Id,
                    time = order is FileOrder.CreatedAt or FileOrder.CreatedAtDescending ? after?.Time.UtcDateTime : null,
                    name = after?.Key,
                    size = order is FileOrder.Size or FileOrder.SizeDescending ? after?.Number : null,
                },
                cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>Where a file stands in an order.</summary>
    public static PagePosition Position(FileOrder order, FileRecord file) => order switch
    {
        FileOrder.Name or FileOrder.NameDescending => new PagePosition(file.Name, file.Id),
        FileOrder.Size or FileOrder.SizeDescending => new PagePosition(file.Size, file.Id),
        _ => new PagePosition(new DateTimeOffset(file.CreatedAt), file.Id),
    };

    // One constant statement an order, since a keyset is found in its index only when the comparison is spelled out.
    static string PageSql(FileOrder order) => order switch
    {
        FileOrder.CreatedAt =>
            $"{Mine} AND (@id::uuid IS NULL OR (created_at, id) > (@time::timestamptz, @id)) ORDER BY created_at, id LIMIT @limit",
        FileOrder.CreatedAtDescending =>
            $"{Mine} AND (@id::uuid IS NULL OR (created_at, id) < (@time::timestamptz, @id)) "
            + "ORDER BY created_at DESC, id DESC LIMIT @limit",
        FileOrder.Name => $"{Mine} AND (@id::uuid IS NULL OR (name, id) > (@name::text, @id)) ORDER BY name, id LIMIT @limit",
        FileOrder.NameDescending =>
            $"{Mine} AND (@id::uuid IS NULL OR (name, id) < (@name::text, @id)) ORDER BY name DESC, id DESC LIMIT @limit",
        FileOrder.Size => $"{Mine} AND (@id::uuid IS NULL OR (size, id) > (@size::bigint, @id)) ORDER BY size, id LIMIT @limit",
        FileOrder.SizeDescending =>
            $"{Mine} AND (@id::uuid IS NULL OR (size, id) < (@size::bigint, @id)) ORDER BY size DESC, id DESC LIMIT @limit",
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };
}
