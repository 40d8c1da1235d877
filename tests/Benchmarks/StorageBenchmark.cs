using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Storage;

namespace Wharf.Benchmarks;

/// <summary>The disk's put and get against copying with plain file streams, and a flush where the put has one. Ratios are speeds.</summary>
static class StorageBenchmark
{
    const int SmallObjects = 200;

    static readonly BucketName Bucket = BucketName.Parse("bench");

    public static async Task Run(Settings settings)
    {
        var (mebibytes, rounds) = (settings.Number("mib", 256), settings.Number("rounds", 7));
        settings.End();
        var temporary = Directory.CreateTempSubdirectory("wharf-bench-");
        try
        {
            var root = Path.Combine(temporary.FullName, "objects");
            using var storage = DiskStorage.Open(root, TimeProvider.System, NullLogger<DiskStorage>.Instance);
            await storage.CreateBucket(Bucket, default);
            var source = Path.Combine(temporary.FullName, "source");
            await using (var file = File.Create(source))
            {
                await new GeneratedFile(mebibytes * 1048576L, false).CopyToAsync(file);
            }
            var plain = Path.Combine(temporary.FullName, "plain");
            var big = ObjectKey.Parse("users/1/big");

            var puts = await Rounds.Alternate(
                1,
                rounds,
                new("put", () => Fresh(() => storage.Delete(Bucket, big, default), () => Put(storage, big, source))),
                new("copy+flush", () => Fresh(() => Remove(plain), () => Copy(source, plain))));
            var gets = await Rounds.Alternate(
                1, rounds, new("get", () => Time(() => Get(storage, big))), new("read", () => Time(() => Read(plain))));
            var small = await Rounds.Alternate(
                1,
                rounds,
                new("small puts", () => Time(() => PutSmall(storage))),
                new("small copies", () => Time(() => CopySmall(temporary))));

            new ResultLine("storage")
                .Add("put_ratio", puts.Speed("put", "copy+flush"))
                .Add("get_ratio", gets.Speed("get", "read"))
                .Add("small_put_ratio", small.Speed("small puts", "small copies"))
                .Add("put_mib_s", mebibytes / puts.Median("put"))
                .Add("small_puts_s", SmallObjects / small.Median("small puts"))
                .Print();
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    // Giving back the blocks of what was there before can cost more than the writing, on either side.
    static async Task<TimeSpan> Fresh(Func<Task> remove, Func<Task> run)
    {
        await remove();
        return await Time(run);
    }

    static Task Remove(string path)
    {
        File.Delete(path);
        return Task.CompletedTask;
    }

    static async Task<TimeSpan> Time(Func<Task> run)
    {
        var started = TimeProvider.System.GetTimestamp();
        await run();
        return TimeProvider.System.GetElapsedTime(started);
    }

    static async Task Put(DiskStorage storage, ObjectKey key, string source)
    {
        await using var content = File.OpenRead(source);
        await storage.Put(Bucket, key, content, PutMode.CreateOnly, default);
    }

    static async Task Copy(string source, string target)
    {
        await using var content = File.OpenRead(source);
        await using var file = File.Create(target);
        await content.CopyToAsync(file);
        file.Flush(flushToDisk: true);
    }

    static async Task Get(DiskStorage storage, ObjectKey key)
    {
        await using var found = (GetResult.Found)await storage.Get(Bucket, key, null, null, default);
        await found.Content.CopyToAsync(Stream.Null);
    }

    static async Task Read(string source)
    {
        await using var content = File.OpenRead(source);
        await content.CopyToAsync(Stream.Null);
    }

    static async Task PutSmall(DiskStorage storage)
    {
        for (var i = 0; i < SmallObjects; i++)
        {
            using var content = new MemoryStream(new byte[10_000]);
            await storage.Put(Bucket, ObjectKey.Parse($"users/1/small/{i}"), content, PutMode.Overwrite, default);
        }
    }

    static async Task CopySmall(DirectoryInfo directory)
    {
        for (var i = 0; i < SmallObjects; i++)
        {
            await using var file = File.Create(Path.Combine(directory.FullName, $"small-{i}"));
            await file.WriteAsync(new byte[10_000]);
            file.Flush(flushToDisk: true);
        }
    }
}
