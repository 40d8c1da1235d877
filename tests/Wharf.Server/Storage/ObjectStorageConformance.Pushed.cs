using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public abstract partial class ObjectStorageConformance
{
    [Fact]
    public async Task Content_can_be_pushed_by_a_callback()
    {
        var key = ObjectKey.Parse("pushed");
        var bytes = Bytes(3_000_000);

        var result = await Storage.Put(Bucket, key, (stream, ct) => stream.WriteAsync(bytes, ct).AsTask(), PutMode.CreateOnly, default);

        Assert.Equal(bytes.LongLength, Assert.IsType<PutResult.Stored>(result).Info.Size);
        Assert.Equal(bytes, await Get(key));
    }

    [Fact]
    public async Task A_callback_that_fails_after_pushing_leaves_nothing()
    {
        var key = ObjectKey.Parse("pushed");

        await Assert.ThrowsAsync<InvalidDataException>(() => Storage.Put(
            Bucket,
            key,
            async (stream, ct) =>
            {
                await stream.WriteAsync(Bytes(2_000_000), ct);
                throw new InvalidDataException("no gzip");
            },
            PutMode.CreateOnly,
            default));

        Assert.Null(await Storage.Head(Bucket, key, default));
    }

    [Fact]
    public async Task A_callback_whose_key_is_taken_is_stopped()
    {
        var key = ObjectKey.Parse("taken");
        await Put(key, [1]);

        var result = await Storage.Put(
            Bucket,
            key,
            async (stream, ct) =>
            {
                while (true)
                {
                    await stream.WriteAsync(new byte[100_000], ct);
                }
            },
            PutMode.CreateOnly,
            default);

        Assert.IsType<PutResult.AlreadyExists>(result);
    }
}
