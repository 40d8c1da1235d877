using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public sealed class DiskStorageTests : ObjectStorageConformance, IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("wharf-storage-");
    readonly DiskStorage storage;

    public DiskStorageTests() => storage = Open();

    private protected override IObjectStorage Storage => storage;

    public void Dispose()
    {
        storage.Dispose();
        root.Delete(recursive: true);
    }

    [Fact]
    public async Task Objects_are_there_after_a_restart()
    {
        var key = ObjectKey.Parse("a/b");
        var stored = await Put(key, [1, 2, 3]);

        using var restarted = Open();

        Assert.Equal(stored.Info, await restarted.Head(Bucket, key, default));
    }

    [Fact]
    public async Task Two_open_stores_on_one_root_see_the_same_objects_and_one_creator_wins()
    {
        using var other = Open();
        var key = ObjectKey.Parse("shared");

        var results = await Task.WhenAll(
            Task.Run(() => storage.Put(Bucket, key, Source(1), PutMode.CreateOnly, default)),
            Task.Run(() => other.Put(Bucket, key, Source(2), PutMode.CreateOnly, default)));

        Assert.Single(results, result => result is PutResult.Stored);
        Assert.NotNull(await other.Head(Bucket, key, default));
    }

    [Fact]
    public async Task Nothing_unfinished_stays_after_puts_that_fail_win_or_lose()
    {
        var key = ObjectKey.Parse("a");
        await Put(key, [1]);
        await storage.Put(Bucket, key, Source(2), PutMode.CreateOnly, default);
        await storage.Put(Bucket, key, Source(2), PutMode.Overwrite, default);
        await Assert.ThrowsAsync<InvalidDataException>(() => storage.Put(
            Bucket, key, new ScriptedStream(Bytes(1000), () => throw new InvalidDataException()), PutMode.Overwrite, default));

        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task A_put_that_cannot_be_published_leaves_nothing_unfinished()
    {
        // A file where a directory must be.
        await File.WriteAllTextAsync(Path.Combine(BucketPath, "a"), "in the way");

        await Assert.ThrowsAnyAsync<IOException>(() => storage.Put(Bucket, ObjectKey.Parse("a/b"), Source(1), PutMode.CreateOnly, default));

        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task Deletes_prune_the_directories_they_leave_empty()
    {
        await Put(ObjectKey.Parse("a/b/c/d"), [1]);
        await Put(ObjectKey.Parse("a/x"), [1]);

        await storage.Delete(Bucket, ObjectKey.Parse("a/b/c/d"), default);
        Assert.Equal(["x="], Directory.GetFileSystemEntries(Path.Combine(BucketPath, "a")).Select(Path.GetFileName));
        await storage.Delete(Bucket, ObjectKey.Parse("a/x"), default);

        Assert.Empty(Directory.GetFileSystemEntries(BucketPath));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public async Task A_file_that_something_else_has_changed_is_refused_and_not_listed(int newLength)
    {
        var key = ObjectKey.Parse("cut");
        await Put(key, Bytes(100));
        await Put(ObjectKey.Parse("fine"), Bytes(100));
        using (var file = File.OpenWrite(Path.Combine(BucketPath, "cut=")))
        {
            file.SetLength(newLength < 0 ? file.Length + newLength : newLength);
        }

        var thrown = await Assert.ThrowsAsync<StorageException>(() => storage.Get(Bucket, key, null, null, default));

        Assert.Contains($"{Bucket}/cut", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(["fine"], (await ListAll("", 10)).Select(listed => listed.Value));
    }

    [Fact]
    public async Task Strange_files_in_a_bucket_are_no_objects()
    {
        await Put(ObjectKey.Parse("a"), [1]);
        foreach (var name in new[] { "b", "B=", "%=x=", "%6a=", "a.=", "é=", "=", "con=" })
        {
            await File.WriteAllTextAsync(Path.Combine(BucketPath, name), "strange");
        }

        Assert.Equal(["a"], (await ListAll("", 10)).Select(key => key.Value));
    }

    string BucketPath => Path.Combine(root.FullName, Bucket.Value);

    DiskStorage Open() => DiskStorage.Open(root.FullName, TimeProvider.System, NullLogger<DiskStorage>.Instance);

    IEnumerable<string> Unfinished() =>
        Directory
        .EnumerateFiles(Path.Combine(root.FullName, ".incoming"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "lock");
}
