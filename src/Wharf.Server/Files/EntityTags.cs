using Microsoft.Net.Http.Headers;

namespace Wharf.Server.Files;

/// <summary>
/// Compares entity tags as RFC 9110, sections 8.8.3 and 13.1, have it: <c>If-Match</c> and <c>If-Range</c> strongly, where a weak tag
/// equals nothing, <c>If-None-Match</c> weakly. All tags that Wharf makes are strong. A list that cannot be read names no tag.
/// </summary>
static class EntityTags
{
    /// <summary>Whether <c>If-Match</c>, if there is one, lets the request pass.</summary>
    public static bool Match(string? ifMatch, string etag) => ifMatch is null || Contains(ifMatch, etag, strong: true);

    /// <summary>Whether <c>If-None-Match</c>, if there is one, lets the request pass.</summary>
    public static bool NoneMatch(string? ifNoneMatch, string etag) => ifNoneMatch is null || !Contains(ifNoneMatch, etag, strong: false);

    /// <summary>
    /// Whether <c>If-Range</c>, if there is one, lets a range be sent. A date does not: all codings of a file have the same, so that a
    /// client could put together pieces of different ones.
    /// </summary>
    public static bool AllowRange(string? ifRange, string etag) => ifRange is null || ifRange.Trim() == etag;

    static bool Contains(string list, string etag, bool strong)
    {
        if (list.AsSpan().Trim() is "*") return true;
        if (!EntityTagHeaderValue.TryParseList([list], out var tags)) return false;
        var own = new EntityTagHeaderValue(etag);
        return tags.Any(tag => tag.Compare(own, strong));
    }
}
