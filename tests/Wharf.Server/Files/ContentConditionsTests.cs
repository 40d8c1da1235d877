using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class ContentConditionsTests
{
    const string Own = "\"own\"";
    const string Earlier = "Mon, 31 Dec 2029 23:59:59 GMT";
    const string Same = "Tue, 01 Jan 2030 00:00:00 GMT";
    const string Later = "Tue, 01 Jan 2030 00:00:01 GMT";

    static readonly DateTimeOffset Modified = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"own\"", true)]
    [InlineData("\"a\", \"own\"", true)]
    [InlineData("W/\"own\"", false)]
    [InlineData("\"other\"", false)]
    [InlineData("\"OWN\"", false)]
    [InlineData("own", false)]
    [InlineData(",,", false)]
    public void If_match_compares_strongly(string header, bool passes) => Assert.Equal(passes, EntityTags.Match(header, Own));

    [Theory]
    [InlineData("*", false)]
    [InlineData("\"own\"", false)]
    [InlineData("W/\"own\"", false)]
    [InlineData("\"a\", W/\"own\"", false)]
    [InlineData("\"other\"", true)]
    [InlineData("own", true)]
    public void If_none_match_compares_weakly(string header, bool passes) => Assert.Equal(passes, EntityTags.NoneMatch(header, Own));

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"own\"", true)]
    [InlineData("W/\"own\"", false)]
    [InlineData("\"other\"", false)]
    [InlineData(Same, false)]
    [InlineData(Later, false)]
    public void If_range_takes_one_strong_tag(string? header, bool passes) => Assert.Equal(passes, EntityTags.AllowRange(header, Own));

    [Theory]
    [InlineData(Earlier, "Send")]
    [InlineData(Same, "NotModified")]
    [InlineData(Later, "NotModified")]
    [InlineData("yesterday", "Send")]
    public void If_modified_since_counts_whole_seconds(string header, string verdict) =>
        Assert.Equal(verdict, new ContentConditions(null, null, header, null).Judge(Own, Modified).ToString());

    [Theory]
    [InlineData(Earlier, "PreconditionFailed")]
    [InlineData(Same, "Send")]
    [InlineData("yesterday", "Send")]
    public void If_unmodified_since_counts_whole_seconds(string header, string verdict) =>
        Assert.Equal(verdict, new ContentConditions(null, null, null, header).Judge(Own, Modified).ToString());

    [Fact]
    public void Tags_go_before_dates_and_matching_before_not_matching()
    {
        Assert.Equal(ContentVerdict.Send, new ContentConditions(null, "\"other\"", Later, null).Judge(Own, Modified));
        Assert.Equal(ContentVerdict.Send, new ContentConditions(Own, null, null, Earlier).Judge(Own, Modified));
        Assert.Equal(ContentVerdict.PreconditionFailed, new ContentConditions("\"other\"", Own, null, null).Judge(Own, Modified));
        Assert.Equal(ContentVerdict.NotModified, new ContentConditions(Own, Own, null, null).Judge(Own, Modified));
    }

    [Fact]
    public void A_tag_is_found_in_any_list_that_has_it_and_in_no_other() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from tags in Gen.Elements("\"own\"", "W/\"own\"", "\"a,b\"", "\"\"", "W/\"*\"", "\"x\"").NonEmptyListOf()
             from comma in Gen.Elements(",", ", ", " , ", ",,")
             select (Tags: tags, Text: string.Join(comma, tags))).ToArbitrary(),
            list => EntityTags.Match(list.Text, Own) == list.Tags.Contains(Own)
                && EntityTags.NoneMatch(list.Text, Own) == !list.Tags.Any(tag => tag is Own or "W/\"own\"")));
}
