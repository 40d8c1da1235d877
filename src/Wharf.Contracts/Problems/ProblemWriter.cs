using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Wharf.Contracts.Problems;

/// <summary>Writes problems: the one place where an error body comes from.</summary>
public static class ProblemWriter
{
    /// <summary>The media type of problems (RFC 9457).</summary>
    public const string ContentType = "application/problem+json";

    static readonly ProblemJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Answers with a problem. Does nothing to a response that has started.</summary>
    /// <param name="http">The request to answer.</param>
    /// <param name="status">The HTTP status code, 400 to 599.</param>
    /// <param name="detail">What went wrong, for people.</param>
    /// <param name="errors">The violations of the contract, at most 100.</param>
    public static Task WriteAsync(HttpContext http, int status, string? detail, IReadOnlyList<ProblemError>? errors = null)
    {
        if (http.Response.HasStarted) return Task.CompletedTask;
        var problem = new Problem
        {
            Title = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error",
            Status = status,
            Detail = detail,
            Instance = http.Request.PathBase.Add(http.Request.Path).ToUriComponent(),
            TraceId = Activity.Current?.Id ?? http.TraceIdentifier,
            Errors = errors is { Count: > 0 } ? errors : null,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(problem, Json.Problem);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    /// <summary>Answers 400 with every violation.</summary>
    internal static Task WriteViolationsAsync(HttpContext http, List<ProblemError> errors) =>
        WriteAsync(http, StatusCodes.Status400BadRequest,
            errors.Count == 1 ? "The request has 1 error." : $"The request has {errors.Count} errors.",
            errors.Count > MaximumErrors ? errors.GetRange(0, MaximumErrors) : errors);

    internal const int MaximumErrors = 100;
}
