using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Documents;

/// <summary>Where a parameter is sent.</summary>
public enum ParameterLocation
{
    /// <summary>A segment of the path.</summary>
    Path,

    /// <summary>The query string.</summary>
    Query,

    /// <summary>A request header.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,
}

/// <summary>How a parameter's value is written (OpenAPI 3.1, "Style Values").</summary>
public enum ParameterStyle
{
    /// <summary>Comma-separated (RFC 6570 simple expansion): path and headers.</summary>
    Simple,

    /// <summary><c>.a.b</c> (RFC 6570 label expansion): path.</summary>
    Label,

    /// <summary><c>;name=a;name=b</c> (RFC 6570 path-style expansion): path.</summary>
    Matrix,

    /// <summary><c>name=a&amp;name=b</c> or <c>name=a,b</c> (RFC 6570 form expansion): query and cookies.</summary>
    Form,

    /// <summary><c>name=a%20b</c>: query.</summary>
    SpaceDelimited,

    /// <summary><c>name=a|b</c>: query.</summary>
    PipeDelimited,

    /// <summary><c>name[member]=a</c>: query.</summary>
    DeepObject,

    /// <summary>One JSON text: a parameter that is declared with <c>content</c>.</summary>
    Json,
}

/// <summary>One parameter of an operation.</summary>
public sealed record ContractParameter
{
    /// <summary>Its place among the operation's parameters, and of its value in the request.</summary>
    public required int Index { get; init; }

    /// <summary>Its name on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is sent.</summary>
    public required ParameterLocation Location { get; init; }

    /// <summary>Whether a request without it is refused.</summary>
    public required bool Required { get; init; }

    /// <summary>How its value is written.</summary>
    public required ParameterStyle Style { get; init; }

    /// <summary>Whether each item or member is written with a name of its own.</summary>
    public required bool Explode { get; init; }

    /// <summary>What its text may stand for, or the types of its items or members.</summary>
    public required ParameterShape Shape { get; init; }

    /// <summary>The value, as JSON, that an absent parameter has; null where there is none.</summary>
    public required byte[]? Default { get; init; }

    /// <summary>The rules for its value.</summary>
    public required JsonSchema Schema { get; init; }

    /// <summary>The location as the contract writes it: <c>path</c>, <c>query</c>, <c>header</c> or <c>cookie</c>.</summary>
    public string In => Location switch
    {
        ParameterLocation.Path => "path",
        ParameterLocation.Query => "query",
        ParameterLocation.Header => "header",
        _ => "cookie",
    };
}
