using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Documents;

/// <summary>How the bytes of a request body are read.</summary>
public enum BodyKind
{
    /// <summary>One JSON document, validated whole before the handler runs.</summary>
    Json,

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
/// <param name="Schema">The rules for a JSON body; null for the other kinds.</param>
/// <param name="Parts">The parts of a multipart body; empty for the other kinds.</param>
/// <param name="OtherParts">Whether a multipart body may have parts that the contract does not name.</param>
public sealed record ContractMediaType(
    string Name, BodyKind Kind, JsonSchema? Schema, IReadOnlyList<ContractPart> Parts, bool OtherParts)
{
    /// <summary>Whether a request's media type (lower case, without parameters) is this one.</summary>
    public bool Matches(ReadOnlySpan<char> mediaType) =>
        Name == "*/*"
        || (Name.EndsWith("/*", StringComparison.Ordinal)
            ? mediaType.StartsWith(Name.AsSpan(0, Name.Length - 1), StringComparison.OrdinalIgnoreCase)
            : mediaType.Equals(Name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One named part of a multipart body.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Binary">Whether it is a file; the others are short texts.</param>
/// <param name="Minimum">How many parts of this name there must be.</param>
/// <param name="Maximum">How many there may be.</param>
/// <param name="Schema">The rules for a text part's value; null for a file.</param>
/// <param name="FileName">The rules for a file's name; null when any name, or none, is taken.</param>
public sealed record ContractPart(string Name, bool Binary, int Minimum, int Maximum, JsonSchema? Schema, JsonSchema? FileName);
