using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class AttachmentNameTests
{
    [Theory]
    [InlineData("report.txt", "attachment; filename=\"report.txt\"")]
    [InlineData("a b;c=d.txt", "attachment; filename=\"a b;c=d.txt\"")]
    [InlineData("naïve.txt", "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt")]
    [InlineData("a\"b\\c%41.txt", "attachment; filename=\"a_b_c_41.txt\"; filename*=UTF-8''a%22b%5Cc%2541.txt")]
    [InlineData("😀", "attachment; filename=\"_\"; filename*=UTF-8''%F0%9F%98%80")]
    public void A_name_is_written_for_old_and_new_clients(string name, string header) =>
        Assert.Equal(header, AttachmentName.Disposition(name));

    [Fact]
    public void Any_name_comes_back_as_it_was_and_in_ascii() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Elements("aZ09 ._-~!#$&+^`|'()[]{}<>@,;:=?*%\"é漢😀\u202E\u00A0".EnumerateRunes().ToArray())
                .NonEmptyListOf().Select(string.Concat).ToArbitrary(),
            name =>
            {
                var header = AttachmentName.Disposition(name);
                var parsed = System.Net.Http.Headers.ContentDispositionHeaderValue.Parse(header);
                return header.All(character => character is >= ' ' and <= '~')
                    && (parsed.FileNameStar ?? parsed.FileName!.Trim('"')) == name;
            }));
}
