using System.Security.Cryptography;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

/// <summary>What every object store must do. A store's own test class derives from this one and brings the store.</summary>
public abstract partial class ObjectStorageConformance : IAsyncLifetime
{
    private protected abstract IObjectStorage Storage { get; }

    /// <summary>Another one for each test.</summary>
    private protected BucketName Bucket { get; } = BucketName.Parse($"conformance-{Guid.NewGuid():N}");

    public virtual async Task InitializeAsync() => await Storage.CreateBucket(Bucket, default);

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_bucket_is_created_once()
    {
        var bucket = BucketName.Parse($"conformance-{Guid.NewGuid():N}");

        Assert.Equal(CreateBucketOutcome.Created, await Storage.CreateBucket(bucket, default));
        Assert.Equal(CreateBucketOutcome.AlreadyOurs, await Storage.CreateBucket(bucket, default));
    }

    [Fact]
    public async Task Everything_in_a_bucket_that_is_missing_throws_and_names_it()
    {
        var missing = BucketName.Parse("conformance-missing");
        var key = ObjectKey.Parse("a/b");

        Task[] calls =
        [
            Storage.Put(missing, key, Source(1), PutMode.CreateOnly, default),
            Failing(() => Storage.Get(missing, key, null, null, default)),
            Failing(() => Storage.Head(missing, key, default)),
            Failing(() => Storage.List(missing, "", null, 10, default)),
            Failing(() => Storage.Delete(missing, key, default)),
        ];

        foreach (var call in calls)
        {
            Assert.Contains(missing.Value, (await Assert.ThrowsAsync<StorageException>(() => call)).Message, StringComparison.Ordinal);
        }
        static async Task Failing(Func<Task> call) => await call();
    }

    [Fact]
    public async Task Put_tells_what_head_and_get_tell_afterwards()
    {
        var key = ObjectKey.Parse("users/1/report.pdf");
        var bytes = Bytes(70_000);

        var stored = await Put(key, bytes);

        Assert.Equal((key, bytes.LongLength), (stored.Info.Key, stored.Info.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored.Sha256);
        Assert.Equal(stored.Info, await Storage.Head(Bucket, key, default));
        await using var found = Assert.IsType<GetResult.Found>(await Storage.Get(Bucket, key, null, null, default));
        Assert.Equal((stored.Info, 0, bytes.LongLength), (found.Info, found.Offset, found.Length));
        Assert.Equal(bytes, await Read(found));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var key = ObjectKey.Parse("empty");

        await Put(key, []);

        Assert.Equal(0, (await Storage.Head(Bucket, key, default))!.Size);
        Assert.Empty(await Get(key));
        Assert.Equal(new GetResult.RangeNotSatisfiable(0), await Storage.Get(Bucket, key, ByteRange.From(0), null, default));
        Assert.Equal(new GetResult.RangeNotSatisfiable(0), await Storage.Get(Bucket, key, ByteRange.Suffix(1), null, default));
    }

    [Fact]
    public async Task What_is_not_there_is_a_value()
    {
        var key = ObjectKey.Parse("no/such/thing");

        Assert.IsType<GetResult.NotFound>(await Storage.Get(Bucket, key, ByteRange.From(1), null, default));
        Assert.Null(await Storage.Head(Bucket, key, default));
        await Storage.Delete(Bucket, key, default);
        Assert.Empty((await Storage.List(Bucket, "", null, 10, default)).Items);
    }

    [Fact]
    public async Task Create_only_leaves_what_is_there()
    {
        var key = ObjectKey.Parse("a");
        await Put(key, [1]);

        Assert.IsType<PutResult.AlreadyExists>(await Storage.Put(Bucket, key, Source(2), PutMode.CreateOnly, default));

        Assert.Equal([1], await Get(key));
    }

    [Fact]
    public async Task Overwrite_replaces_and_changes_the_etag()
    {
        var key = ObjectKey.Parse("a");
        var before = await Put(key, [1, 2, 3]);

        var after = Assert.IsType<PutResult.Stored>(await Storage.Put(Bucket, key, Source(4), PutMode.Overwrite, default));

        Assert.NotEqual(before.Info.ETag, after.Info.ETag);
        Assert.Equal([4], await Get(key));
        Assert.Equal(after.Info, Assert.Single((await Storage.List(Bucket, "", null, 10, default)).Items));
    }

    [Fact]
    public async Task Get_under_an_etag_finds_that_version_alone()
    {
        var key = ObjectKey.Parse("a");
        var before = await Put(key, [1]);

        await using var same = await Storage.Get(Bucket, key, null, before.Info.ETag, default) as GetResult.Found;
        Assert.NotNull(same);
        await Storage.Put(Bucket, key, Source(2), PutMode.Overwrite, default);

        Assert.IsType<GetResult.Changed>(await Storage.Get(Bucket, key, null, before.Info.ETag, default));
        Assert.IsType<GetResult.Changed>(await Storage.Get(Bucket, key, ByteRange.From(0), before.Info.ETag, default));
    }

    [Fact]
    public async Task Delete_removes_one_object_and_no_neighbour()
    {
        ObjectKey[] keys = [ObjectKey.Parse("a"), ObjectKey.Parse("a/b"), ObjectKey.Parse("a/b/c"), ObjectKey.Parse("a-b")];
        foreach (var key in keys)
        {
            await Put(key, AnyKey.Utf8(key));
        }

        await Storage.Delete(Bucket, keys[1], default);

        Assert.Null(await Storage.Head(Bucket, keys[1], default));
        Assert.Equal(["a", "a-b", "a/b/c"], (await ListAll("", 10)).Select(key => key.Value));
        await Put(keys[1], [9]);
        Assert.Equal([9], await Get(keys[1]));
    }

    [Theory]
    [InlineData("", "a a/b a/b/c ab b/a")]
    [InlineData("a", "a a/b a/b/c ab")]
    [InlineData("a/", "a/b a/b/c")]
    [InlineData("a/b", "a/b a/b/c")]
    [InlineData("a/b/", "a/b/c")]
    [InlineData("b/a/", "")]
    [InlineData("c", "")]
    [InlineData("/", "")]
    [InlineData("a//", "")]
    [InlineData("../", "")]
    [InlineData("a/../", "")]
    public async Task A_prefix_is_the_start_of_a_key_and_no_folder(string prefix, string expected)
    {
        foreach (var key in new[] { "a", "a/b", "a/b/c", "ab", "b/a" })
        {
            await Put(ObjectKey.Parse(key), [1]);
        }

        foreach (var limit in new[] { 1, 2, 100 })
        {
            Assert.Equal(expected, string.Join(' ', (await ListAll(prefix, limit)).Select(key => key.Value)));
        }
    }

    [Fact]
    public async Task A_listing_goes_on_after_a_key_that_is_gone()
    {
        foreach (var key in new[] { "a", "c" })
        {
            await Put(ObjectKey.Parse(key), [1]);
        }

        var page = await Storage.List(Bucket, "", ObjectKey.Parse("b/deleted"), 10, default);

        Assert.Equal("c", Assert.Single(page.Items).Key.Value);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task A_source_that_fails_leaves_nothing_and_its_exception_comes_through()
    {
        var key = ObjectKey.Parse("broken");

        var source = new ScriptedStream(Bytes(300_000), () => throw new InvalidDataException("truncated"));

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => Storage.Put(Bucket, key, source, PutMode.CreateOnly, default));

        Assert.Equal("truncated", thrown.Message);
        Assert.Null(await Storage.Head(Bucket, key, default));
    }

    [Fact]
    public async Task A_cancelled_overwrite_leaves_the_old_object()
    {
        var key = ObjectKey.Parse("a");
        await Put(key, [1]);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.Put(
            Bucket, key, new ScriptedStream(Bytes(300_000), () => { cancel.Cancel(); return 0; }), PutMode.Overwrite, cancel.Token));

        Assert.Equal([1], await Get(key));
    }

    private protected async Task<PutResult.Stored> Put(ObjectKey key, byte[] bytes) =>
        Assert.IsType<PutResult.Stored>(await Storage.Put(Bucket, key, Source(bytes), PutMode.CreateOnly, default));

    private protected async Task<byte[]> Get(ObjectKey key, ByteRange? range = null)
    {
        await using var found = Assert.IsType<GetResult.Found>(await Storage.Get(Bucket, key, range, null, default));
        return await Read(found);
    }

    private protected async Task<List<ObjectKey>> ListAll(string prefix, int limit)
    {
        var keys = new List<ObjectKey>();
        for (ObjectKey? after = null; ;)
        {
            var page = await Storage.List(Bucket, prefix, after, limit, default);
            Assert.InRange(page.Items.Count, 0, limit);
            keys.AddRange(page.Items.Select(item => item.Key));
            if (page.Next is null)
            {
                return keys;
            }
            after = page.Next;
        }
    }

    /// <summary>Unseekable and of unknown length, as a request's body is.</summary>
    private protected static Stream Source(params byte[] bytes) => new ScriptedStream(bytes, () => 0);

    private protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    static async Task<byte[]> Read(GetResult.Found found)
    {
        using var bytes = new MemoryStream();
        await found.Content.CopyToAsync(bytes);
        Assert.Equal(found.Length, bytes.Length);
        return bytes.ToArray();
    }
}
