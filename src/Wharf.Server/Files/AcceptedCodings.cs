using Microsoft.Net.Http.Headers;

namespace Wharf.Server.Files;

/// <summary>
/// Chooses between the stored gzip and the original by <c>Accept-Encoding</c> (RFC 9110, section 12.5.3). Without the header the RFC
/// leaves the choice to the server, and a client that does not name gzip seldom decodes it: it gets the original. So does one that
/// refuses both, since an answer it can ignore serves it better than none.
/// </summary>
static class AcceptedCodings
{
    public static bool PreferGzip(string? header)
    {
        if (header is null || !StringWithQualityHeaderValue.TryParseList([header], out var codings)) return false;
        double? gzip = null, identity = null, others = null;
        foreach (var coding in codings)
        {
            var quality = coding.Quality ?? 1;
            if (Is(coding, "gzip") || Is(coding, "x-gzip")) gzip = Math.Max(gzip ?? 0, quality);
            else if (Is(coding, "identity")) identity = Math.Max(identity ?? 0, quality);
            else if (Is(coding, "*")) others = Math.Max(others ?? 0, quality);
        }
        // The original is acceptable without being named, but whoever names gzip wants it rather.
        var wanted = gzip ?? others ?? 0;
        return wanted > 0 && wanted >= (identity ?? (gzip is null ? 0 : others ?? 0));
    }

    static bool Is(StringWithQualityHeaderValue coding, string name) => coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase);
}
