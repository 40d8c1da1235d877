using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public abstract partial class ObjectStorageConformance
{
    [Fact]
    public async Task Of_many_racing_creators_exactly_one_wins_and_its_bytes_stay()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = ObjectKey.Parse($"race/{round}/object");
            var contents = Enumerable.Range(0, 8).Select(i => new[] { (byte)i }).ToArray();

            var results = await Task.WhenAll(contents.Select(bytes =>
                Task.Run(() => Storage.Put(Bucket, key, Source(bytes), PutMode.CreateOnly, default))));

            var winner = Assert.Single(Enumerable.Range(0, results.Length), i => results[i] is PutResult.Stored);
            Assert.Equal(contents[winner], await Get(key));
        }
    }

    [Fact]
    public async Task Readers_of_a_key_that_is_overwritten_see_one_version_whole()
    {
        var key = ObjectKey.Parse("swapped");
        byte[] Version(int i) => [.. Enumerable.Repeat((byte)i, 100_000 + i)];
        await Put(key, Version(0));

        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 20; i++)
            {
                await Storage.Put(Bucket, key, Source(Version(i)), PutMode.Overwrite, default);
            }
        });
        do
        {
            var bytes = await Get(key);
            Assert.Equal(Version(bytes[0]), bytes);
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task Puts_survive_deletes_of_their_neighbours()
    {
        // On a disk the deletes empty and remove the very directories that the puts need.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                var key = ObjectKey.Parse($"deep/down/{round % 2}/{writer}");
                await Put(key, [1]);
                Assert.Equal([1], await Get(key));
                await Storage.Delete(Bucket, key, default);
            }
        })));

        Assert.Empty(await ListAll("", 10));
    }
}
