using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public sealed class DiskLayoutTests
{
    static readonly DiskLayout Layout = new(Path.GetFullPath("/srv/objects"));
    static readonly BucketName Bucket = BucketName.Parse("bucket");

    [Theory]
    [InlineData("report.pdf", "report.pdf=")]
    [InlineData("users/0198-ab/original", "users/0198-ab/original=")]
    [InlineData("Über", "%c3%9cber=")]
    [InlineData("C:\\windows", "%43%3a%5cwindows=")]
    [InlineData("con", "co%6e=")]
    [InlineData("con/nul.txt", "co%6e/nu%6c.txt=")]
    [InlineData("aux./a", "au%78%2e/a=")]
    [InlineData("com0", "com%30=")]
    [InlineData("console", "console=")]
    [InlineData("...", "..%2e=")]
    [InlineData("a=/b~", "a%3d/b%7e=")]
    public void A_key_has_a_name_that_every_file_system_takes(string key, string path) =>
        Assert.Equal(Path.Combine(Layout.Root, "bucket", path), Layout.Object(Bucket, ObjectKey.Parse(key)));

    [Fact]
    public void A_segment_longer_than_a_file_name_goes_on_in_a_directory()
    {
        var piece = new string('a', DiskLayout.PieceBytes);

        Assert.Equal($"{Layout.Root}/bucket/{piece}~/%=", Layout.Object(Bucket, ObjectKey.Parse(piece)));
        Assert.Equal($"{Layout.Root}/bucket/{piece}~/b/c=", Layout.Object(Bucket, ObjectKey.Parse($"{piece}b/c")));
    }

    [Fact]
    public void No_key_leaves_its_bucket_on_any_system() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(AnyKey.One, key =>
        {
            var path = Layout.Object(Bucket, key);
            var inside = Layout.Bucket(Bucket) + '/';

            Assert.Equal(path, Path.GetFullPath(path));
            Assert.StartsWith(inside, path, StringComparison.Ordinal);
            foreach (var name in path[inside.Length..].Split('/'))
            {
                Assert.InRange(name.Length, 1, 255);
                Assert.Matches("^[a-z0-9._%-]+[=~]?$", name);
                Assert.False(name[^1] == '.');
                Assert.DoesNotContain(name.Split('.')[0], new[] { "con", "prn", "aux", "nul", "com1", "lpt9" });
            }
        }));

    [Fact]
    public void Any_bytes_can_be_a_name_and_are_read_back() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), piece =>
        {
            Assert.True(DiskSegment.TryDecode(DiskSegment.Encode(piece), out var back));
            Assert.Equal(piece, back);
        }));

    [Fact]
    public void A_name_that_is_read_is_the_one_that_would_be_written() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(AnyKey.One, key =>
        {
            if (DiskSegment.TryDecode(key.Value, out var piece))
            {
                Assert.Equal(key.Value, DiskSegment.Encode(piece));
            }
        }));
}
