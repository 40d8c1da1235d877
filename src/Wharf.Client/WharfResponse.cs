using System.Net;
using System.Net.Http.Headers;

namespace Wharf.Client;

/// <summary>An answer whose status or headers tell more than its body: versions (ETags), conditions, several outcomes.</summary>
public class WharfResponse
{
    internal WharfResponse(HttpResponseMessage response)
    {
        StatusCode = response.StatusCode;
        Headers = response.Headers;
    }

    /// <summary>One of the successes that the contract lists for the operation.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The answer's headers, without those of its content.</summary>
    public HttpResponseHeaders Headers { get; }

    /// <summary>The version of the resource, as <c>If-Match</c> and <c>If-None-Match</c> take it.</summary>
    public string? ETag => Headers.ETag?.ToString();

    /// <summary>Where the resource is, when the server says so.</summary>
    public Uri? Location => Headers.Location;

    /// <summary>True when <c>If-None-Match</c> names the current version: there is nothing new, and no body.</summary>
    public bool IsNotModified => StatusCode == HttpStatusCode.NotModified;

    internal static bool HasNoBody(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent or >= HttpStatusCode.MultipleChoices;
}

/// <summary>An answer with a body.</summary>
/// <typeparam name="T">What the body holds.</typeparam>
public sealed class WharfResponse<T> : WharfResponse
{
    readonly T? body;

    internal WharfResponse(HttpResponseMessage response)
        : base(response)
    {
    }

    internal WharfResponse(HttpResponseMessage response, T body)
        : base(response) => (this.body, HasBody) = (body, true);

    /// <summary>False for an answer without a body, such as 304.</summary>
    public bool HasBody { get; }

    /// <summary>The body.</summary>
    /// <exception cref="InvalidOperationException">The answer has none: see <see cref="HasBody"/>.</exception>
    public T Body => HasBody ? body! : throw new InvalidOperationException($"An answer with status {(int)StatusCode} has no body.");
}
