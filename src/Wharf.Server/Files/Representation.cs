using System.Globalization;

namespace Wharf.Server.Files;

/// <summary>
/// A file's content in one coding: the original, or the gzip that is stored. Content never changes, so everything here is fixed for good;
/// what a compression adds is a second representation with an ETag of its own, while the first keeps its own.
/// </summary>
sealed record Representation(FileRecord File, FileCoding Coding)
{
    /// <summary>What the answer depends on.</summary>
    public const string Vary = "Accept-Encoding";

    /// <summary>What a client gets that sent this <c>Accept-Encoding</c>.</summary>
    public static Representation Select(FileRecord file, string? acceptEncoding) =>
        new(file, file.Coding == FileCoding.Gzip && AcceptedCodings.PreferGzip(acceptEncoding) ? FileCoding.Gzip : FileCoding.Identity);

    public long Length => Coding == FileCoding.Gzip ? File.StoredSize : File.Size;

    /// <summary>The digest of the bytes themselves: strong as can be, and the same on every node.</summary>
    public string ETag => $"\"{Sha256}\"";

    public string ReprDigest => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(Sha256))}:";

    public string? ContentEncoding => Coding == FileCoding.Gzip ? "gzip" : null;

    public string Disposition => AttachmentName.Disposition(File.Name);

    /// <summary>When the content was stored, in the seconds that HTTP knows.</summary>
    public DateTimeOffset LastModified => new(File.CreatedAt.Ticks - (File.CreatedAt.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    public string LastModifiedHeader => LastModified.ToString("R", CultureInfo.InvariantCulture);

    string Sha256 => Coding == FileCoding.Gzip ? File.StoredSha256 : File.Sha256;
}
