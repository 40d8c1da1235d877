using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>A row of <c>files</c>.</summary>
sealed record FileRecord
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required string Name { get; init; }
    public required string ContentType { get; init; }
    public required long Size { get; init; }
    public required string Sha256 { get; init; }
    public required FileStatus Status { get; init; }
    public string? Error { get; init; }
    public required string ObjectKey { get; init; }
    public required FileCoding Coding { get; init; }
    public required long StoredSize { get; init; }
    public required string StoredSha256 { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    /// <summary>Changes with the row: the ETag of what is known of the file, not of its content.</summary>
    public string ETag => $"\"{Version}\"";

    public ObjectKey Key => Storage.ObjectKey.Parse(ObjectKey);

    public StoredFile ToDto() => new()
    {
        Id = Id,
        Name = Name,
        ContentType = ContentType,
        Size = Size,
        Sha256 = Sha256,
        Status = Status,
        StoredSize = StoredSize,
        Error = Error,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>How the stored object's bytes relate to the original's.</summary>
enum FileCoding
{
    Identity,
    Gzip,
}

/// <summary>A file whose bytes are in storage and which has no row yet.</summary>
sealed record ReceivedFile(Guid Id, string Name, string ContentType, ObjectKey Key, long Size, string Sha256);

/// <summary>What keys the module's objects have.</summary>
static class FileKeys
{
    /// <summary>Everything below belongs to this module, which sweeps it.</summary>
    public const string Prefix = "files/";

    public static ObjectKey Original(Guid owner, Guid file) => ObjectKey.Parse($"{Prefix}{owner:D}/{file:D}");

    /// <summary>A key of its own for every attempt, so that no attempt can write into what another one has made.</summary>
    public static ObjectKey Compressed(Guid owner, Guid file, Guid attempt) =>
        ObjectKey.Parse($"{Prefix}{owner:D}/{file:D}.{attempt:N}.gz");
}
