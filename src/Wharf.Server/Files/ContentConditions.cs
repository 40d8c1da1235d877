using Microsoft.Net.Http.Headers;

namespace Wharf.Server.Files;

/// <summary>The headers that make a request for content conditional, as they were sent.</summary>
sealed record ContentConditions(string? IfMatch, string? IfNoneMatch, string? IfModifiedSince, string? IfUnmodifiedSince)
{
    /// <summary>
    /// Evaluates them in the order of RFC 9110, section 13.2.2. <c>If-Range</c> comes after, and only decides about the range.
    /// </summary>
    public ContentVerdict Judge(string etag, DateTimeOffset lastModified)
    {
        if (IfMatch is not null)
        {
            if (!EntityTags.Match(IfMatch, etag)) return ContentVerdict.PreconditionFailed;
        }
        else if (Date(IfUnmodifiedSince) < lastModified) return ContentVerdict.PreconditionFailed;

        if (IfNoneMatch is not null) return EntityTags.NoneMatch(IfNoneMatch, etag) ? ContentVerdict.Send : ContentVerdict.NotModified;
        return Date(IfModifiedSince) >= lastModified ? ContentVerdict.NotModified : ContentVerdict.Send;
    }

    // Null, which no comparison is true of, when there is none or it is no date.
    static DateTimeOffset? Date(string? header) => header is not null && HeaderUtilities.TryParseDate(header, out var date) ? date : null;
}

enum ContentVerdict
{
    Send,
    NotModified,
    PreconditionFailed,
}
