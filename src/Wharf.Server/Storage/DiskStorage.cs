using Microsoft.Win32.SafeHandles;

namespace Wharf.Server.Storage;

// An object store in a directory. Goal: what a put has acknowledged is there after a power cut, what it has not is not visible, and
// reading a range is one open and one read.
//
// A put writes content and footer (DiskFooter) to a file of its own under `.incoming`, flushes it, gives it its final name in one
// step, and flushes the directories above. Crash points and what each leaves behind:
//   while writing            a file under `.incoming`, which the next start sweeps (DiskIncoming)
//   after the final name     the whole object (and, after a create-only put, a second name under `.incoming`, swept as well); should
//                            the power fail before the directories are flushed, the object or nothing
// Create-only is a hard link, which fails when the name is taken whoever else races, in this process or another. A file system
// without hard links (FAT) is refused by the first such put.
//
// All directories above are flushed and not the last alone: another put may have made them a moment ago and not flushed them yet.
// A delete prunes directories that it leaves empty; a put that loses its directory to that makes it anew.
//
// Assumptions: the root is one local file system (rename, hard link, fsync and file locks mean what POSIX says), it belongs to the
// server, and on macOS the whole path stays below 1024 bytes. Not done: checksums are not verified on read (Files compares digests
// where it matters), and nothing limits the store's size. Windows takes the same paths by File.Move; nobody has tried it there.
sealed class DiskStorage(DiskLayout layout, DiskIncoming incoming, TimeProvider time, ILogger<DiskStorage> logger)
    : IObjectStorage, IDisposable
{
    /// <summary>Makes the root if need be and sweeps what writers left there that are no more.</summary>
    public static DiskStorage Open(string root, TimeProvider time, ILogger<DiskStorage> logger)
    {
        var layout = new DiskLayout(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        Directory.CreateDirectory(layout.Root);
        var storage = new DiskStorage(layout, DiskIncoming.Open(layout.Root), time, logger);
        storage.Sweep();
        return storage;
    }

    /// <summary>Removes unfinished objects of writers that have died. Safe at any time.</summary>
    public int Sweep()
    {
        var removed = incoming.Sweep();
        if (removed > 0)
        {
            logger.LogInformation("Removed {Count} unfinished objects from {Root}", removed, layout.Root);
        }
        return removed;
    }

    public Task<CreateBucketOutcome> CreateBucket(BucketName bucket, CancellationToken cancellation)
    {
        var path = layout.Bucket(bucket);
        if (layout.Exists(path))
        {
            return Task.FromResult(CreateBucketOutcome.AlreadyOurs);
        }
        if (!DiskPublish.MakeDirectory(path))
        {
            return Task.FromResult(CreateBucketOutcome.AlreadyOurs);
        }
        Posix.FlushDirectory(layout.Root);
        return Task.FromResult(CreateBucketOutcome.Created);
    }

    public async Task<PutResult> Put(BucketName bucket, ObjectKey key, Stream content, PutMode mode, CancellationToken cancellation)
    {
        RequireBucket(bucket);
        var path = layout.Object(bucket, key);
        if (layout.Exists(path) && mode == PutMode.CreateOnly)
        {
            return PutResult.AlreadyExists.Value;
        }
        var unfinished = incoming.NewPath();
        try
        {
            var (info, sha256) = await DiskWriter.Write(content, unfinished, key, time, cancellation);
            return await Task.Run(() => Publish(unfinished, path, mode), cancellation)
                ? new PutResult.Stored(info, sha256) : PutResult.AlreadyExists.Value;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public Task<GetResult> Get(BucketName bucket, ObjectKey key, ByteRange? range, string? ifMatch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Open(bucket, key) is not { } file)
        {
            return Task.FromResult<GetResult>(GetResult.NotFound.Value);
        }
        GetResult? result = null;
        try
        {
            result = Read(file, bucket, key, range, ifMatch);
            return Task.FromResult(result);
        }
        finally
        {
            if (result is not GetResult.Found)
            {
                file.Dispose();
            }
        }
    }

    public Task<ObjectInfo?> Head(BucketName bucket, ObjectKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var file = Open(bucket, key);
        return Task.FromResult(file is null ? null : DiskFooter.Read(file, key) ?? throw Damaged(bucket, key));
    }

    public Task<ObjectPage> List(BucketName bucket, string prefix, ObjectKey? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ObjectPage.MaximumLimit);
        RequireBucket(bucket);
        return Task.Run(() => Page(bucket, new DiskListing(layout, bucket, prefix, after).Keys(), limit, cancellation), cancellation);
    }

    public Task Delete(BucketName bucket, ObjectKey key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RequireBucket(bucket);
        var path = layout.Object(bucket, key);
        if (layout.Exists(path))
        {
            try
            {
                File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Another delete was faster and has pruned.
            }
            Posix.FlushDirectory(Path.GetDirectoryName(path)!);
            Prune(path, layout.Bucket(bucket));
        }
        return Task.CompletedTask;
    }

    public void Dispose() => incoming.Dispose();

    bool Publish(string finished, string path, PutMode mode)
    {
        var parent = Path.GetDirectoryName(path)!;
        for (var attempts = 20; attempts > 0; attempts--)
        {
            try
            {
                Directory.CreateDirectory(parent);
            }
            catch (IOException) when (attempts > 1)
            {
                // Pruned between two looks of the framework's own, which it takes for a file in the way. A real one stays there.
                continue;
            }
            switch (DiskPublish.Publish(finished, path, mode))
            {
                case DiskPublishOutcome.Published:
                    FlushUpwards(parent);
                    return true;
                case DiskPublishOutcome.AlreadyExists:
                    return false;
                case DiskPublishOutcome.ParentMissing:
                    continue;
            }
        }
        throw new IOException($"'{parent}' was removed as often as it was made.");
    }

    void FlushUpwards(string directory)
    {
        for (; directory.Length > layout.Root.Length; directory = Path.GetDirectoryName(directory)!)
        {
            Posix.FlushDirectory(directory);
        }
    }

    static void Prune(string path, string bucket)
    {
        try
        {
            for (var above = Path.GetDirectoryName(path)!; above.Length > bucket.Length; above = Path.GetDirectoryName(above)!)
            {
                Directory.Delete(above);
            }
        }
        catch (IOException)
        {
            // Not empty, which is the end of it, or pruned by another.
        }
    }

    SafeFileHandle? Open(BucketName bucket, ObjectKey key)
    {
        var path = layout.Object(bucket, key);
        if (layout.Exists(path))
        {
            try
            {
                const FileOptions Options = FileOptions.Asynchronous | FileOptions.SequentialScan;
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Options);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }
        RequireBucket(bucket);
        return null;
    }

    static GetResult Read(SafeFileHandle file, BucketName bucket, ObjectKey key, ByteRange? range, string? ifMatch)
    {
        var info = DiskFooter.Read(file, key) ?? throw Damaged(bucket, key);
        if (ifMatch is not null && ifMatch != info.ETag)
        {
            return GetResult.Changed.Value;
        }
        if (range is null)
        {
            return new GetResult.Found(info, 0, info.Size, new DiskContent(file, 0, info.Size));
        }
        return range.Value.Resolve(info.Size) is { } part
            ? new GetResult.Found(info, part.Offset, part.Length, new DiskContent(file, part.Offset, part.Length))
            : new GetResult.RangeNotSatisfiable(info.Size);
    }

    ObjectPage Page(BucketName bucket, IEnumerable<ObjectKey> keys, int limit, CancellationToken cancellation)
    {
        var items = new List<ObjectInfo>();
        foreach (var key in keys)
        {
            cancellation.ThrowIfCancellationRequested();
            if (items.Count == limit)
            {
                return new(items, items[^1].Key);
            }
            using var file = Open(bucket, key);
            if (file is null)
            {
                continue;
            }
            if (DiskFooter.Read(file, key) is { } info)
            {
                items.Add(info);
            }
            else
            {
                logger.LogWarning("Left a damaged object out of a listing: {Bucket}/{Key}", bucket, key);
            }
        }
        return new(items, null);
    }

    void RequireBucket(BucketName bucket)
    {
        if (!layout.Exists(layout.Bucket(bucket)))
        {
            throw StorageException.NoBucket(bucket);
        }
    }

    static StorageException Damaged(BucketName bucket, ObjectKey key) =>
        new($"The file of '{bucket}/{key}' is not as the put left it: its end is missing or something else was written there.");
}
