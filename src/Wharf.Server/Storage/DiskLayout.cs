using System.Text;

namespace Wharf.Server.Storage;

// Where keys live below the root:
//
//   <root>/<bucket>/users/0198…/report.pdf=     the object `users/0198…/report.pdf`
//   <root>/<bucket>/<80 bytes>~/<the rest>=     a segment longer than a file name can be, continued below
//   <root>/.incoming/<writer>/                  objects that are still being written (DiskIncoming)
//
// A directory ends a segment, `=` marks the object itself, `~` marks a piece that goes on: thus the keys `a` and `a/b` live side by
// side as on any object store. Names are made by DiskSegment, which never writes either mark.
//
// Pieces are cut at a fixed count of bytes, and a segment of exactly that length goes on with an empty piece. So whatever shares 80
// bytes is below one directory, no subtree interleaves with a neighbour, and a walk that sorts each directory yields keys in order.
//
// The root belongs to the server. Symbolic links below it are refused, not followed: a link would let a key reach outside.
// The root itself may be one.
sealed class DiskLayout(string root)
{
    public const char ObjectMark = '=';
    public const char ContinuedMark = '~';

    /// <summary>Three characters a byte at worst and a mark: below the 255 that file systems take.</summary>
    public const int PieceBytes = 80;

    public string Root { get; } = root;

    public string Bucket(BucketName bucket) => Path.Combine(Root, DiskSegment.Encode(Encoding.UTF8.GetBytes(bucket.Value)));

    public string Object(BucketName bucket, ObjectKey key) => Directory(bucket, key) + ObjectMark;

    /// <summary>The directory of the keys that start with <paramref name="parent"/> and a slash.</summary>
    public string Directory(BucketName bucket, ObjectKey parent)
    {
        var path = new StringBuilder(Bucket(bucket));
        foreach (var segment in parent.Value.Split('/'))
        {
            AppendSegment(path, segment);
        }
        return path.ToString();
    }

    /// <summary>
    /// Whether something is at <paramref name="path"/>. Throws where it, or a directory on the way to it, is a symbolic link.
    /// </summary>
    public bool Exists(string path)
    {
        for (var end = Root.Length; end < path.Length;)
        {
            var next = path.IndexOf(Path.DirectorySeparatorChar, end + 1);
            end = next < 0 ? path.Length : next;
            var entry = new FileInfo(path[..end]);
            if ((int)entry.Attributes == -1)
            {
                return false;
            }
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw new StorageException($"'{entry.FullName}' is a symbolic link; the object storage does not follow links.");
            }
        }
        return true;
    }

    static void AppendSegment(StringBuilder path, string segment)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(segment);
        for (; rest.Length >= PieceBytes; rest = rest[PieceBytes..])
        {
            path.Append(Path.DirectorySeparatorChar).Append(DiskSegment.Encode(rest[..PieceBytes])).Append(ContinuedMark);
        }
        path.Append(Path.DirectorySeparatorChar).Append(DiskSegment.Encode(rest));
    }
}
