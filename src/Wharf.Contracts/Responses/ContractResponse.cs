using Microsoft.AspNetCore.Http.Metadata;

namespace Wharf.Contracts.Responses;

/// <summary>Endpoint metadata: one response that an operation may give.</summary>
/// <param name="statusCode">The status code.</param>
/// <param name="type">The body's type; null when there is none.</param>
/// <param name="contentTypes">The body's content types.</param>
public sealed class ContractResponse(int statusCode, Type? type, params string[] contentTypes) : IProducesResponseTypeMetadata
{
    /// <inheritdoc />
    // The framework's document leaves a response out that has no type at all; `void` is its word for no body.
    public Type? Type => type ?? typeof(void);

    /// <inheritdoc />
    public int StatusCode => statusCode;

    /// <inheritdoc />
    public IEnumerable<string> ContentTypes => contentTypes;
}
