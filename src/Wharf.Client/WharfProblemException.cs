using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Wharf.Client;

/// <summary>
/// The one way in which a call fails once the server has answered. When somebody else answered (a proxy's page, say), or the answer is not
/// what the contract promises, the problem is made up from the status and the beginning of the body.
/// </summary>
public sealed class WharfProblemException : Exception
{
    // A problem has at most 100 errors of at most 4,000 characters; a page that is larger than this is not one.
    const int MaximumBody = 1024 * 1024;
    const int MaximumDetail = 4000;

    WharfProblemException(HttpResponseMessage response, Problem problem, Exception? inner = null)
        : base(Describe(problem), inner)
    {
        Problem = problem;
        StatusCode = response.StatusCode;
        RetryAfter = response.Headers.RetryAfter;
    }

    /// <summary>What the server said.</summary>
    public Problem Problem { get; }

    /// <summary>The answer's status code.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>When to try again, where the server says so (429, 503).</summary>
    public RetryConditionHeaderValue? RetryAfter { get; }

    internal static async Task<WharfProblemException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json";
        if (!isJson || TryParse(body) is not { } problem) return new(response, MakeUp(response, Encoding.UTF8.GetString(body)));
        var title = string.IsNullOrEmpty(problem.Title) ? Title(response) : problem.Title;
        return new(response, problem with { Status = (int)response.StatusCode, Title = title });
    }

    internal static WharfProblemException Unreadable(HttpResponseMessage response, JsonException exception) =>
        new(response, MakeUp(response, "The answer's body is not what the contract says: " + exception.Message), exception);

    static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaximumBody, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            // Larger than any problem, or broken off: the status, which has arrived, matters more than how the body was lost.
            return [];
        }
    }

    static Problem? TryParse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ProblemJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static Problem MakeUp(HttpResponseMessage response, string detail) => new()
    {
        Title = Title(response),
        Status = (int)response.StatusCode,
        Detail = detail.Length == 0 ? null : detail.Length > MaximumDetail ? detail[..MaximumDetail] : detail,
        Instance = response.RequestMessage?.RequestUri?.AbsolutePath,
    };

    static string Title(HttpResponseMessage response) =>
        response.ReasonPhrase is { Length: > 0 } phrase ? phrase : response.StatusCode.ToString();

    static string Describe(Problem problem)
    {
        var text = new StringBuilder().Append(problem.Status).Append(' ').Append(problem.Title);
        if (problem.Detail is not null) text.Append(": ").Append(problem.Detail);
        foreach (var error in problem.Errors)
            text.Append("\n  ").Append(error.In).Append(' ').Append(error.Name).Append(error.Pointer).Append(": ").Append(error.Message);
        if (problem.TraceId is not null) text.Append("\n  trace ").Append(problem.TraceId);
        return text.ToString();
    }
}
