using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class AcceptedCodingsTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("gzip, deflate, br, zstd")]
    [InlineData("deflate, gzip;q=0.1")]
    [InlineData("*")]
    [InlineData("br, *;q=0.1")]
    [InlineData("gzip, identity")]
    [InlineData("gzip;q=0.5, identity;q=0.5")]
    [InlineData("gzip;q=0.5, identity;q=0")]
    [InlineData("identity;q=0, *")]
    public void A_client_that_takes_gzip_gets_it(string header) => Assert.True(AcceptedCodings.PreferGzip(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("gzip;q=0")]
    [InlineData("gzip;q=0.0, *")]
    [InlineData("*;q=0")]
    [InlineData("gzip;q=0.5, identity")]
    [InlineData("gzip;q=0.5, *;q=0.8")]
    [InlineData("identity, *;q=0.5")]
    [InlineData("gzip;q=much")]
    public void Any_other_gets_the_original(string? header) => Assert.False(AcceptedCodings.PreferGzip(header));

    [Fact]
    public void The_order_of_the_codings_does_not_matter_and_zero_always_refuses() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from names in Gen.Shuffle(["gzip", "identity", "*", "br"])
             from count in Gen.Choose(0, 4)
             from qualities in Gen.Choose(0, 10).ArrayOf(count)
             select names.Take(count).Zip(qualities, (name, quality) => (Name: name, Quality: quality)).ToArray()).ToArbitrary(),
            codings =>
            {
                var verdict = AcceptedCodings.PreferGzip(Write(codings));
                var deciding = codings.OrderBy(coding => coding.Name == "gzip" ? 0 : 1).FirstOrDefault(coding => coding.Name is "gzip" or "*");
                return verdict == AcceptedCodings.PreferGzip(Write(codings.Reverse())) && (!verdict || deciding.Quality > 0);
            }));

    static string Write(IEnumerable<(string Name, int Quality)> codings) =>
        string.Join(", ", codings.Select(coding => $"{coding.Name};q={coding.Quality / 10}.{coding.Quality % 10}"));
}
