using System.Text.Json.Serialization;

namespace Wharf.Client;

/// <summary>An error body (RFC 9457). Every contract shares it, so it is written once, here, and not generated with each.</summary>
public sealed record Problem
{
    /// <summary>A URI that names the kind of problem; <c>about:blank</c> when the status says it all.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "about:blank";

    /// <summary>What kind of problem this is, in a few words.</summary>
    [JsonPropertyName("title")]
    public string Title { get; init; } = "";

    /// <summary>The HTTP status code.</summary>
    [JsonPropertyName("status")]
    public int Status { get; init; }

    /// <summary>What went wrong in this case, for people.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>The path of the request that failed.</summary>
    [JsonPropertyName("instance")]
    public string? Instance { get; init; }

    /// <summary>Names the request in the server's logs.</summary>
    [JsonPropertyName("traceId")]
    public string? TraceId { get; init; }

    /// <summary>Every violation of the contract, in the order of the request's parts; empty when the problem is not one of form.</summary>
    [JsonPropertyName("errors")]
    public IReadOnlyList<ProblemError> Errors { get => field ?? []; init; } = [];
}

/// <summary>One violation of the contract.</summary>
public sealed record ProblemError
{
    /// <summary>The part of the request that is wrong: <c>path</c>, <c>query</c>, <c>header</c>, <c>cookie</c> or <c>body</c>.</summary>
    [JsonPropertyName("in")]
    public string In { get; init; } = "";

    /// <summary>The parameter's or the multipart part's name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>A JSON pointer (RFC 6901) into the part; empty for the whole of it.</summary>
    [JsonPropertyName("pointer")]
    public string? Pointer { get; init; }

    /// <summary>The rule that is broken, by its JSON Schema keyword where there is one.</summary>
    [JsonPropertyName("keyword")]
    public string Keyword { get; init; } = "";

    /// <summary>The violation in words.</summary>
    [JsonPropertyName("message")]
    public string Message { get; init; } = "";
}

[JsonSerializable(typeof(Problem))]
sealed partial class ProblemJson : JsonSerializerContext;
