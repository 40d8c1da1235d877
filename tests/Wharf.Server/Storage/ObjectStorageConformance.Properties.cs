using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public abstract partial class ObjectStorageConformance
{
    /// <summary>A store across a network turns this down.</summary>
    private protected virtual int PropertyRuns => 60;

    [Fact]
    public void Any_valid_keys_come_back_from_put_list_and_get_apart_and_in_order() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyRuns), Prop.ForAll(AnyKey.Several, KeysRoundTrip));

    [Fact]
    public void Any_bytes_come_back_and_any_range_is_the_slice() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyRuns), Prop.ForAll(AnySlice, RangesAreSlices));

    static Arbitrary<(int Size, int First, int Length)> AnySlice { get; } = (
        from size in Gen.Frequency((1, Gen.Choose(0, 3)), (3, Gen.Choose(0, 1000)), (1, Gen.Choose(262_000, 530_000)))
        from first in Gen.Choose(0, size + 2)
        from length in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, size + 2))
        select (size, first, length)).ToArbitrary();

    async Task KeysRoundTrip(ObjectKey[] keys)
    {
        foreach (var key in keys)
        {
            await Put(key, AnyKey.Utf8(key));
        }
        try
        {
            var byBytes = Comparer<ObjectKey>.Create((x, y) => AnyKey.Utf8(x).AsSpan().SequenceCompareTo(AnyKey.Utf8(y)));
            var ordered = keys.Order(byBytes).ToArray();
            Assert.Equal(ordered, keys.Order(ObjectKey.Order));
            Assert.Equal(ordered, await ListAll("", 3));
            foreach (var key in keys)
            {
                Assert.Equal(AnyKey.Utf8(key), await Get(key));
                var prefix = key.Value[..(key.Value.Length / 2)];
                if (!prefix.Any(char.IsSurrogate))
                {
                    var expected = ordered.Where(other => other.Value.StartsWith(prefix, StringComparison.Ordinal));
                    Assert.Equal(expected, await ListAll(prefix, 1000));
                }
            }
        }
        finally
        {
            foreach (var key in keys)
            {
                await Storage.Delete(Bucket, key, default);
            }
        }
        Assert.Empty(await ListAll("", 10));
    }

    async Task RangesAreSlices((int Size, int First, int Length) slice)
    {
        var key = ObjectKey.Parse($"slice-{Guid.NewGuid():N}");
        var bytes = Bytes(slice.Size);
        await Put(key, bytes);

        Assert.Equal(bytes, await Get(key));
        await Expect(ByteRange.From(slice.First), bytes.Skip(slice.First));
        await Expect(ByteRange.Suffix(slice.Length), bytes.TakeLast(slice.Length));
        if (slice.Length > 0)
        {
            await Expect(ByteRange.From(slice.First, slice.First + slice.Length - 1), bytes.Skip(slice.First).Take(slice.Length));
        }

        async Task Expect(ByteRange range, IEnumerable<byte> expected)
        {
            if (expected.Any())
            {
                Assert.Equal(expected, await Get(key, range));
            }
            else
            {
                Assert.Equal(new GetResult.RangeNotSatisfiable(slice.Size), await Storage.Get(Bucket, key, range, null, default));
            }
        }
    }
}
