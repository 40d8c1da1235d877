using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Hosting;

/// <summary>Proactive negotiation (RFC 9110, section 12.5.1): whether <c>Accept</c> admits one of the content types of the operation's successes.</summary>
sealed class AcceptGate
{
    readonly MediaTypeHeaderValue[] offered;
    readonly bool anything;

    public AcceptGate(ContractOperation operation)
    {
        var types = operation.Responses.Where(response => response.Key is 2 or (>= 200 and < 300)).SelectMany(response => response.Value.Content.Keys).Distinct().ToArray();
        anything = types.Length == 0 || types.Contains("*/*");
        offered = anything ? [] : types.Select(type => MediaTypeHeaderValue.Parse(type)).ToArray();
    }

    public string Offered => string.Join(", ", offered.Select(type => type.ToString()));

    public bool Admits(StringValues accept)
    {
        if (anything || accept.Count == 0 || accept is ["*/*"] or [""]) return true;
        // A header that cannot be parsed expresses no preference.
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges)) return true;
        foreach (var type in offered)
            if (Quality(type, ranges) > 0) return true;
        return false;
    }

    // The most specific range that matches decides: `application/json;q=0, */*` refuses JSON.
    static double Quality(MediaTypeHeaderValue type, IList<MediaTypeHeaderValue> ranges)
    {
        var (best, quality) = (-1, 0.0);
        foreach (var range in ranges)
        {
            var specificity = range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
            if (specificity <= best) continue;
            var matches = specificity switch
            {
                0 => true,
                1 => range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase),
                _ => range.MediaType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase),
            };
            if (matches) (best, quality) = (specificity, range.Quality ?? 1);
        }
        return quality;
    }
}
