using System.Diagnostics.Metrics;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Requests;
using Wharf.Contracts.Responses;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Hosting;

/// <summary>Holds a sample of the responses against the contract before they are sent: status, content type, required headers and JSON body.</summary>
/// <param name="operation">Whose responses.</param>
/// <param name="oneIn">Every how many-th is checked: 1 for all, 0 for none.</param>
sealed class ResponseCheck(ContractOperation operation, int oneIn)
{
    static readonly Meter Meter = new("Wharf.Contracts");
    static readonly Counter<long> Broken = Meter.CreateCounter<long>("wharf.contracts.broken_responses", "{response}", "Responses that broke the contract and were not sent.");

    int seen;

    /// <summary>Whether the next response is one of the sample.</summary>
    public bool IsDue => oneIn switch
    {
        0 => false,
        1 => true,
        // The first is always one: what is broken from the start is found at once.
        _ => (uint)(Interlocked.Increment(ref seen) - 1) % (uint)oneIn == 0,
    };

    /// <summary>Checks a response.</summary>
    /// <exception cref="ResponseBreaksContractException">The response is not one that the contract documents.</exception>
    public void Check(ContractResult result, IReadOnlyList<(string Name, string Value)> headers, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (FindFault(result, headers, contentType, body) is not { } fault) return;
        Broken.Add(1, new KeyValuePair<string, object?>("operation", operation.Id));
        throw new ResponseBreaksContractException(operation, result.Status, fault);
    }

    string? FindFault(ContractResult result, IReadOnlyList<(string Name, string Value)> headers, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (operation.Response(result.Status) is not { } documented) return "the status is not documented";
        foreach (var header in documented.Headers)
            if (FindFault(header, headers) is { } fault) return fault;
        if (contentType is null) return documented.Content.Count == 0 ? null : "the body is missing";
        if (documented.Content.Count == 0) return "there must be no body";

        var mediaType = contentType.Split(';')[0].Trim().ToLowerInvariant();
        if (!documented.Content.TryGetValue(mediaType, out var schema))
            return documented.Content.ContainsKey("*/*") ? null : $"the content type {mediaType} is not documented";
        if (schema is null || body.IsEmpty || schema.IsValid(body.Span, SchemaDirection.Response)) return null;
        return string.Join("; ", schema.Validate(body.Span, SchemaDirection.Response).Select(violation => violation.Message));
    }

    static string? FindFault(ContractHeader documented, IReadOnlyList<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (!name.Equals(documented.Name, StringComparison.OrdinalIgnoreCase)) continue;
            var json = ParameterText.ToJson(new ParameterValue(value), documented.Shape);
            return documented.Schema.IsValid(json, SchemaDirection.Response)
                ? null
                : string.Join("; ", documented.Schema.Validate(json, SchemaDirection.Response).Select(violation => violation.About(documented.Name)));
        }
        return documented.Required ? $"the header {documented.Name} is missing" : null;
    }
}

/// <summary>A handler's response is not one that the contract documents: a defect of the app, answered with 500.</summary>
sealed class ResponseBreaksContractException(ContractOperation operation, int status, string reason)
    : Exception($"The {status} response of {operation.Id} breaks the contract: {reason}.");
