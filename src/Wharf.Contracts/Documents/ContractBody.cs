using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Documents;

/// <summary>How the bytes of a request body are read.</summary>
public enum BodyKind
{
    /// <summary>One JSON document, validated whole before the handler runs.</summary>
    Json,

    /// <summary><c>application/x-www-form-urlencoded</c>: read whole, turned into the JSON document that its schema describes, then treated as one.</summary>
    Form,

    /// <summary><c>multipart/form-data</c>: parts flow to the handler as they arrive.</summary>
    Multipart,

    /// <summary>Anything else: the bytes flow to the handler as they are.</summary>
    Stream,
}

/// <summary>The body of an operation's requests.</summary>
/// <param name="Required">Whether a request without a body is refused.</param>
/// <param name="MediaTypes">The content types that are taken, in the contract's order.</param>
public sealed record ContractBody(bool Required, IReadOnlyList<ContractMediaType> MediaTypes);

/// <summary>One content type of a body.</summary>
/// <param name="Name">The media type, lower case, without parameters; may end in <c>/*</c>.</param>
/// <param name="Kind">How it is read.</param>
public sealed record ContractMediaType(string Name, BodyKind Kind)
{
    /// <summary>The rules for a JSON body or a form; null when there are none and for the other kinds.</summary>
    public JsonSchema? Schema { get; init; }

    /// <summary>The fields of a form, as if they were query parameters; empty for the other kinds.</summary>
    public IReadOnlyList<ContractParameter> Fields { get; init; } = [];

    /// <summary>The parts of a multipart body; empty for the other kinds.</summary>
    public IReadOnlyList<ContractPart> Parts { get; init; } = [];

    /// <summary>Whether a form or multipart body may have fields or parts that the contract does not name.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>Whether a request's media type (lower case, without parameters) is this one.</summary>
    public bool Matches(ReadOnlySpan<char> mediaType) =>
        Name == "*/*"
        || (Name.EndsWith("/*", StringComparison.Ordinal)
            ? mediaType.StartsWith(Name.AsSpan(0, Name.Length - 1), StringComparison.OrdinalIgnoreCase)
            : mediaType.Equals(Name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One named part of a multipart body.</summary>
public sealed record ContractPart
{
    /// <summary>The part's name.</summary>
    public required string Name { get; init; }

    /// <summary>How many parts of this name there must be.</summary>
    public required int Minimum { get; init; }

    /// <summary>How many there may be.</summary>
    public required int Maximum { get; init; }

    /// <summary>The rules for a text part's value; null for a file, whose bytes flow.</summary>
    public required JsonSchema? Schema { get; init; }

    /// <summary>What the text of a text part stands for; null when the part is a JSON document.</summary>
    public required ParameterShape? Shape { get; init; }

    /// <summary>The rules for a file's name (<c>x-filename</c>); null when any name, or none, is taken.</summary>
    public required JsonSchema? FileName { get; init; }

    /// <summary>The content types that the part may have; empty when it may have any.</summary>
    public required IReadOnlyList<string> ContentTypes { get; init; }

    /// <summary>The headers that the part has beside Content-Type and Content-Disposition.</summary>
    public required IReadOnlyList<ContractHeader> Headers { get; init; }

    /// <summary>Whether the part is a file.</summary>
    public bool IsBinary => Schema is null;
}

/// <summary>A header of a response or of a multipart part.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Shape">What its text stands for.</param>
/// <param name="Schema">The rules for its value.</param>
public sealed record ContractHeader(string Name, bool Required, ParameterShape Shape, JsonSchema Schema);
