using System.IO.Enumeration;
using System.Text;

namespace Wharf.Server.Storage;

/// <summary>
/// Walks a bucket's directories so that keys come out in the order of their bytes. One directory's names are in memory at a time for
/// each level; a page costs the reading of every directory on its way, so a directory with millions of entries makes slow pages.
/// Links are passed over, and so is any name that the layout would not have written.
/// </summary>
sealed class DiskListing(DiskLayout layout, BucketName bucket, string prefix, ObjectKey? after)
{
    readonly byte[] wanted = Encoding.UTF8.GetBytes(prefix);
    readonly byte[] passed = after is null ? [] : Encoding.UTF8.GetBytes(after.Value);

    public IEnumerable<ObjectKey> Keys()
    {
        // The directories that the prefix names in full need no search.
        var slash = prefix.LastIndexOf('/');
        if (slash < 0)
        {
            return Walk(layout.Bucket(bucket), []);
        }
        return ObjectKey.TryParse(prefix[..slash], out var parent) && layout.Exists(layout.Directory(bucket, parent))
            ? Walk(layout.Directory(bucket, parent), Encoding.UTF8.GetBytes(prefix[..(slash + 1)])) : [];
    }

    IEnumerable<ObjectKey> Walk(string directory, byte[] before)
    {
        foreach (var entry in Entries(directory, before))
        {
            if (!entry.IsObject)
            {
                foreach (var key in Walk(Path.Combine(directory, entry.Name), entry.Keys))
                {
                    yield return key;
                }
            }
            else if (ObjectKey.TryParse(Encoding.UTF8.GetString(entry.Keys), out var key))
            {
                yield return key;
            }
        }
    }

    List<Entry> Entries(string directory, byte[] before)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var found = new FileSystemEnumerable<(string Name, bool IsDirectory)>(
            directory, static (ref entry) => (entry.FileName.ToString(), entry.IsDirectory), options);
        var entries = new List<Entry>();
        try
        {
            foreach (var (name, isDirectory) in found)
            {
                if (Entry.TryParse(name, isDirectory, before, out var entry) && Concerns(entry))
                {
                    entries.Add(entry);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // The last object in it was deleted since its name was read.
        }
        entries.Sort(static (x, y) => x.Keys.AsSpan().SequenceCompareTo(y.Keys));
        return entries;
    }

    bool Concerns(Entry entry)
    {
        ReadOnlySpan<byte> keys = entry.Keys;
        var isAfter = keys.SequenceCompareTo(passed) > 0;
        return entry.IsObject
            ? isAfter && keys.StartsWith(wanted)
            : (isAfter || passed.AsSpan().StartsWith(keys)) && (keys.StartsWith(wanted) || wanted.AsSpan().StartsWith(keys));
    }

    /// <param name="Name">What the directory calls it.</param>
    /// <param name="Keys">An object's key, or what all the keys below start with.</param>
    /// <param name="IsObject">Otherwise there is more below.</param>
    readonly record struct Entry(string Name, byte[] Keys, bool IsObject)
    {
        static readonly byte[] Slash = [(byte)'/'];

        public static bool TryParse(string name, bool isDirectory, byte[] before, out Entry entry)
        {
            var (piece, end) = (name[^1], isDirectory) switch
            {
                (DiskLayout.ObjectMark, false) or (DiskLayout.ContinuedMark, true) => (name[..^1], []),
                (_, true) => (name, Slash),
                _ => ("", Slash),
            };
            entry = default;
            if (!DiskSegment.TryDecode(piece, out var bytes))
            {
                return false;
            }
            entry = new(name, [.. before, .. bytes, .. end], !isDirectory);
            return true;
        }
    }
}
