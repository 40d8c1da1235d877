using System.Text.Json.Serialization;

namespace Wharf.Contracts.Problems;

/// <summary>An error body as RFC 9457 has it, with Wharf's two extensions: <c>traceId</c> and <c>errors</c>.</summary>
public sealed record Problem
{
    /// <summary>A URI that names the kind of problem; <c>about:blank</c> when the status says it all.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "about:blank";

    /// <summary>The kind of problem in a few words.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    [JsonPropertyName("status")]
    public required int Status { get; init; }

    /// <summary>What went wrong in this case, for people.</summary>
    [JsonPropertyName("detail")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }

    /// <summary>The path of the request that failed.</summary>
    [JsonPropertyName("instance")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Instance { get; init; }

    /// <summary>Names the request in the server's logs.</summary>
    [JsonPropertyName("traceId")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }

    /// <summary>Every violation of the contract, at most 100.</summary>
    [JsonPropertyName("errors")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }
}

/// <summary>One violation of the contract.</summary>
/// <param name="In">The part of the request: <c>path</c>, <c>query</c>, <c>header</c>, <c>cookie</c> or <c>body</c>.</param>
/// <param name="Name">The parameter's or multipart part's name, where there is one.</param>
/// <param name="Pointer">A JSON pointer (RFC 6901) into the part; empty for the whole of it.</param>
/// <param name="Keyword">The broken rule, by its JSON Schema keyword where there is one.</param>
/// <param name="Message">The violation in words.</param>
public sealed record ProblemError(
    [property: JsonPropertyName("in")] string In,
    [property: JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonPropertyName("pointer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer,
    [property: JsonPropertyName("keyword")] string Keyword,
    [property: JsonPropertyName("message")] string Message);

[JsonSerializable(typeof(Problem))]
sealed partial class ProblemJson : JsonSerializerContext;
