using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Reads path parameters from the request target as it was sent. Routing has decoded the path already, which hides broken encodings, leaves
/// `%2F` as it is, and cannot tell a comma that separates from one that belongs to a value.
/// </summary>
sealed class PathReader
{
    readonly string[] template;
    readonly bool wholeSegments;

    public PathReader(ContractOperation operation)
    {
        template = operation.Path.Split('/');
        wholeSegments = operation.Parameters.Where(parameter => parameter.Location == ParameterLocation.Path)
            .All(parameter => template.Contains($"{{{parameter.Name}}}"));
    }

    /// <summary>The raw segment of a parameter; null when only routing's decoded value is to be had.</summary>
    public string? Raw(HttpContext http, ContractParameter parameter)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (!wholeSegments || string.IsNullOrEmpty(target) || target[0] != '/') return null;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var segments = (query < 0 ? target : target[..query]).TrimEnd('/').Split('/');
        // Counted from the end: a path base may stand before what the contract knows.
        var fromEnd = template.Length - Array.IndexOf(template, $"{{{parameter.Name}}}");
        return fromEnd <= segments.Length ? segments[^fromEnd] : null;
    }
}
