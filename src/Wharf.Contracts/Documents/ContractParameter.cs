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

/// <summary>The JSON types that a schema admits at its top level; text is read as the first of them that it can be.</summary>
[Flags]
public enum AdmittedTypes
{
    /// <summary>A string.</summary>
    String = 1,

    /// <summary>A whole number.</summary>
    Integer = 2,

    /// <summary>Any number.</summary>
    Number = 4,

    /// <summary>True or false.</summary>
    Boolean = 8,

    /// <summary>An array.</summary>
    Array = 16,

    /// <summary>An object.</summary>
    Object = 32,

    /// <summary>Null.</summary>
    Null = 64,
}

/// <summary>One parameter of an operation.</summary>
/// <param name="Index">Its place among the operation's parameters, and of its value in the request.</param>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Location">Where it is sent.</param>
/// <param name="Required">Whether a request without it is refused.</param>
/// <param name="Explode">Whether an array repeats the parameter; it is one comma-separated value otherwise.</param>
/// <param name="Types">What its text may stand for.</param>
/// <param name="ItemTypes">What the text of an array's items may stand for.</param>
/// <param name="Default">The value, as JSON, that an absent parameter has; null where there is none.</param>
/// <param name="Schema">The rules for its value.</param>
public sealed record ContractParameter(
    int Index,
    string Name,
    ParameterLocation Location,
    bool Required,
    bool Explode,
    AdmittedTypes Types,
    AdmittedTypes ItemTypes,
    byte[]? Default,
    JsonSchema Schema)
{
    /// <summary>The location as the contract writes it: <c>path</c>, <c>query</c>, <c>header</c> or <c>cookie</c>.</summary>
    public string In { get; } = Location switch
    {
        ParameterLocation.Path => "path",
        ParameterLocation.Query => "query",
        ParameterLocation.Header => "header",
        _ => "cookie",
    };
}
