using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public sealed class DiskStorageRecoveryTests : IDisposable
{
    static readonly BucketName Bucket = BucketName.Parse("bucket");
    static readonly ObjectKey Key = ObjectKey.Parse("a/b");

    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("wharf-storage-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void What_a_dead_writer_left_is_swept_at_the_next_start()
    {
        // As kill -9 leaves it: the lock's file, which nobody holds any more, and half an object.
        var dead = root.CreateSubdirectory(".incoming/dead");
        File.WriteAllText(Path.Combine(dead.FullName, "lock"), "");
        File.WriteAllText(Path.Combine(dead.FullName, "unfinished"), "half an obj");
        root.CreateSubdirectory(".incoming/empty");

        using var storage = Open();

        Assert.Single(Directory.GetDirectories(Path.Combine(root.FullName, ".incoming")));
        Assert.Equal(0, storage.Sweep());
    }

    [Fact]
    public async Task What_a_living_writer_is_writing_is_not_swept()
    {
        using var living = Open();
        using var other = Open();
        await living.CreateBucket(Bucket, default);

        var result = await living.Put(Bucket, Key, new ScriptedStream([1, 2, 3], () => other.Sweep()), PutMode.CreateOnly, default);

        Assert.IsType<PutResult.Stored>(result);
        Assert.NotNull(await other.Head(Bucket, Key, default));
    }

    [Fact]
    public void A_store_that_is_closed_leaves_nothing_behind()
    {
        Open().Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root.FullName, ".incoming")));
    }

    [Fact]
    public async Task Links_below_the_root_are_refused_and_not_followed()
    {
        using var outside = new Outside();
        using var storage = Open();
        await storage.CreateBucket(Bucket, default);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "bucket", "a"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(root.FullName, "bucket", "c="), Path.Combine(outside.Path, "secret="));

        foreach (var key in new[] { Key, ObjectKey.Parse("a/secret"), ObjectKey.Parse("c") })
        {
            await Assert.ThrowsAsync<StorageException>(() => storage.Put(Bucket, key, Stream.Null, PutMode.Overwrite, default));
            await Assert.ThrowsAsync<StorageException>(() => storage.Get(Bucket, key, null, null, default));
            await Assert.ThrowsAsync<StorageException>(() => storage.Delete(Bucket, key, default));
        }
        await Assert.ThrowsAsync<StorageException>(() => storage.List(Bucket, "a/", null, 10, default));
        Assert.Empty((await storage.List(Bucket, "", null, 10, default)).Items);
        Assert.Equal(["secret="], Directory.GetFileSystemEntries(outside.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_root_itself_may_be_a_link()
    {
        var link = Path.Combine(root.FullName, "link");
        Directory.CreateSymbolicLink(link, root.CreateSubdirectory("real").FullName);
        using var storage = DiskStorage.Open(link, TimeProvider.System, NullLogger<DiskStorage>.Instance);
        await storage.CreateBucket(Bucket, default);

        await storage.Put(Bucket, Key, Stream.Null, PutMode.CreateOnly, default);

        Assert.True(File.Exists(Path.Combine(root.FullName, "real", "bucket", "a", "b=")));
    }

    [MountFact]
    public async Task A_full_disk_fails_the_put_and_leaves_room_for_a_smaller_one()
    {
        await Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", root.FullName);
        try
        {
            using var storage = Open();
            await storage.CreateBucket(Bucket, default);

            await Assert.ThrowsAnyAsync<IOException>(
                () => storage.Put(Bucket, Key, new MemoryStream(new byte[2_000_000]), PutMode.CreateOnly, default));

            Assert.Null(await storage.Head(Bucket, Key, default));
            await storage.Put(Bucket, Key, new MemoryStream(new byte[900_000]), PutMode.CreateOnly, default);
            Assert.Equal(900_000, (await storage.Head(Bucket, Key, default))!.Size);
        }
        finally
        {
            await Run("umount", root.FullName);
        }
    }

    static async Task Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    DiskStorage Open() => DiskStorage.Open(root.FullName, TimeProvider.System, NullLogger<DiskStorage>.Instance);

    sealed class Outside : IDisposable
    {
        readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("wharf-outside-");

        public Outside() => File.WriteAllText(System.IO.Path.Combine(Path, "secret="), "secret");

        public string Path => directory.FullName;

        public void Dispose() => directory.Delete(recursive: true);
    }
}
