using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Files;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Files;

public sealed class RangeHeaderTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 10)]
    [InlineData("bytes=3-", 3, 7)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-99", 0, 10)]
    [InlineData("Bytes=2-4", 2, 3)]
    [InlineData("bytes= 2-4 ,", 2, 3)]
    [InlineData("bytes=2-99999999999999999999999", 2, 8)]
    [InlineData("bytes=-99999999999999999999999", 0, 10)]
    public void One_range_is_read_and_cut_to_the_content(string header, long offset, long length) =>
        Assert.Equal((offset, length), RangeHeader.Read(header)!.Value.Resolve(10));

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=99999999999999999999999-")]
    public void A_range_outside_of_the_content_is_none_of_it(string header) => Assert.Null(RangeHeader.Read(header)!.Value.Resolve(10));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=5-3")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=1 - 2")]
    [InlineData("bytes=0x1-2")]
    [InlineData("items=0-1")]
    [InlineData("bytes=0-1,4-5")]
    public void What_is_not_one_range_of_bytes_is_ignored(string? header) => Assert.Null(RangeHeader.Read(header));

    [Fact]
    public void Any_range_that_is_written_is_read_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from first in Gen.Choose(0, int.MaxValue)
             from length in Gen.Choose(0, 1000)
             from size in Gen.Choose(0, int.MaxValue)
             select (first, length, size)).ToArbitrary(),
            sample =>
            {
                var (first, length, size) = sample;
                var text = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-{(long)first + length}");
                return RangeHeader.Read(text)!.Value.Resolve(size) == ByteRange.From(first, (long)first + length).Resolve(size);
            }));

    [Fact]
    public void No_text_at_all_makes_an_exception_or_a_part_outside_of_the_content() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Elements("bytes=", "0", "9", "-", ",", " ", "=", "x", "99999999999999999999").ListOf().Select(string.Concat).ToArbitrary(),
            text => RangeHeader.Read(text)?.Resolve(10) is not { } part
                || (part.Offset >= 0 && part.Length > 0 && part.Offset + part.Length <= 10)));
}
