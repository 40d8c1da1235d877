using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a/b.c/..d/e..")]
    [InlineData("...")]
    [InlineData("C:\\windows\\system32")]
    [InlineData("漢字/😀")]
    public void A_key_is_what_was_given(string text) => Assert.Equal(text, ObjectKey.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void Other_names_are_no_keys(string? text) => Assert.False(ObjectKey.TryParse(text, out _));

    // Not theory data: runners write their arguments as UTF-8, which these have not.
    [Fact]
    public void Half_a_surrogate_pair_is_no_key()
    {
        Assert.False(ObjectKey.TryParse("a\uD83D", out _));
        Assert.False(ObjectKey.TryParse("\uDE00a", out _));
    }

    [Fact]
    public void The_length_is_counted_in_bytes()
    {
        Assert.True(ObjectKey.TryParse(new('a', 1024), out _));
        Assert.False(ObjectKey.TryParse(new('a', 1025), out _));
        Assert.True(ObjectKey.TryParse(new('é', 512), out _));
        Assert.False(ObjectKey.TryParse(new string('é', 512) + 'a', out _));
    }

    [Fact]
    public void Keys_are_ordered_as_their_bytes_are()
    {
        string[] ordered = ["A", "a", "a-b", "a/b", "a0", "ab", "é", "\uE000", "\uFFFD", "😀"];

        Assert.Equal(ordered, ordered.Reverse().Select(ObjectKey.Parse).Order(ObjectKey.Order).Select(key => key.Value));
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("my-bucket.2", true)]
    [InlineData("ab", false)]
    [InlineData("Abc", false)]
    [InlineData("-abc", false)]
    [InlineData("abc.", false)]
    [InlineData("a..b", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("abc\n", false)]
    public void A_bucket_has_a_name_that_cloud_stores_take(string text, bool valid) =>
        Assert.Equal(valid, BucketName.TryParse(text, out _));
}
