using Wharf.Contracts.Schemas;
using Wharf.Contracts.Security;

namespace Wharf.Contracts.Documents;

/// <summary>One operation of a contract, compiled: all that is needed to judge its requests and responses without the document.</summary>
public sealed class ContractOperation
{
    /// <summary>The contract's name: the document's file name without its ending.</summary>
    public required string Contract { get; init; }

    /// <summary>The operationId.</summary>
    public required string Id { get; init; }

    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path template, as in <c>/files/{id}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The first tag; names the module.</summary>
    public required string? Tag { get; init; }

    /// <summary>One line that says what the operation does.</summary>
    public required string? Summary { get; init; }

    /// <summary>The parameters in the contract's order, those of the path item first.</summary>
    public required IReadOnlyList<ContractParameter> Parameters { get; init; }

    /// <summary>The request body; null when the operation takes none.</summary>
    public required ContractBody? Body { get; init; }

    /// <summary>The alternatives of which a caller must meet one; empty when everybody may call.</summary>
    public required IReadOnlyList<SecurityRequirement> Security { get; init; }

    /// <summary>The documented responses by status code; a range such as <c>4XX</c> by its digit, <c>default</c> by 0.</summary>
    public required IReadOnlyDictionary<int, ContractDocumentedResponse> Responses { get; init; }

    /// <summary>What the contract says of a status: its own response, that of its range, or the default one; null when it says nothing.</summary>
    public ContractDocumentedResponse? Response(int status) =>
        Responses.TryGetValue(status, out var own) || Responses.TryGetValue(status / 100, out own) || Responses.TryGetValue(0, out own) ? own : null;

    /// <summary>Whether query parameters that the contract does not name are let pass (<c>x-allow-unknown-query: true</c>).</summary>
    public required bool AllowsUnknownQuery { get; init; }
}

/// <summary>A documented response.</summary>
/// <param name="Content">Its content types, lower case, each with the rules for a JSON body or null; empty when it has no body.</param>
/// <param name="Headers">Its headers, Content-Type apart.</param>
public sealed record ContractDocumentedResponse(IReadOnlyDictionary<string, JsonSchema?> Content, IReadOnlyList<ContractHeader> Headers);
