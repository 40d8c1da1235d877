using Wharf.Contracts.Documents;
using Wharf.Contracts.Responses;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Hosting;

/// <summary>Holds a response against the contract before it is sent: status, content type, required headers and JSON body.</summary>
sealed class ResponseCheck(ContractOperation operation)
{
    /// <exception cref="ResponseBreaksContractException">The response is not one that the contract documents.</exception>
    public void Check(ContractResult result, IReadOnlyList<(string Name, string Value)> headers, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (!operation.Responses.TryGetValue(result.Status, out var documented))
            throw new ResponseBreaksContractException(operation, result.Status, $"the status is not documented");
        foreach (var required in documented.RequiredHeaders)
            if (!headers.Any(header => header.Name.Equals(required, StringComparison.OrdinalIgnoreCase)))
                throw new ResponseBreaksContractException(operation, result.Status, $"the header {required} is missing");
        if (contentType is null || documented.Content.Count == 0)
        {
            if (contentType is null == (documented.Content.Count == 0)) return;
            throw new ResponseBreaksContractException(operation, result.Status, contentType is null ? "the body is missing" : "there must be no body");
        }
        var mediaType = contentType.Split(';')[0].Trim().ToLowerInvariant();
        if (!documented.Content.TryGetValue(mediaType, out var schema))
        {
            if (documented.Content.ContainsKey("*/*")) return;
            throw new ResponseBreaksContractException(operation, result.Status, $"the content type {mediaType} is not documented");
        }
        if (schema is null || body.IsEmpty || schema.IsValid(body.Span, SchemaDirection.Response)) return;
        var violations = schema.Validate(body.Span, SchemaDirection.Response).Select(violation => violation.Message);
        throw new ResponseBreaksContractException(operation, result.Status, string.Join("; ", violations));
    }
}

/// <summary>A handler's response is not one that the contract documents: a defect of the app, answered with 500.</summary>
sealed class ResponseBreaksContractException(ContractOperation operation, int status, string reason)
    : Exception($"The {status} response of {operation.Id} breaks the contract: {reason}.");
