using System.Net;
using System.Net.Http.Headers;

namespace Wharf.Client;

/// <summary>
/// A content on its way: the headers are here, the bytes come as they are read. Holds a connection until it is disposed.
/// Whether the bytes are decoded is the decision of the <see cref="HttpClient"/>: with <c>AutomaticDecompression</c> they are, and
/// <see cref="ContentEncoding"/> is empty; without, they are as they were sent.
/// </summary>
public sealed class Download : IDisposable, IAsyncDisposable
{
    readonly HttpResponseMessage response;

    internal Download(HttpResponseMessage response) => this.response = response;

    /// <summary>200 for all of it, 206 for a range, 304 when <c>If-None-Match</c> names the current version.</summary>
    public HttpStatusCode StatusCode => response.StatusCode;

    /// <summary>True when this is the range that was asked for; see <see cref="ContentRange"/>.</summary>
    public bool IsPartial => StatusCode == HttpStatusCode.PartialContent;

    /// <summary>True when there is nothing new and no content.</summary>
    public bool IsNotModified => StatusCode == HttpStatusCode.NotModified;

    /// <summary>The answer's headers, without those of its content.</summary>
    public HttpResponseHeaders Headers => response.Headers;

    /// <summary>The headers of the content.</summary>
    public HttpContentHeaders ContentHeaders => response.Content.Headers;

    /// <summary>The version of this coding of the content, as <c>If-Match</c>, <c>If-None-Match</c> and <c>If-Range</c> take it.</summary>
    public string? ETag => Headers.ETag?.ToString();

    /// <summary>The file's name from <c>Content-Disposition</c>: a name that somebody chose, not a path to write to.</summary>
    public string? FileName =>
        ContentHeaders.ContentDisposition is { } disposition ? disposition.FileNameStar ?? disposition.FileName?.Trim('"') : null;

    /// <summary>The content's media type.</summary>
    public string? ContentType => ContentHeaders.ContentType?.ToString();

    /// <summary>The codings that are still on the bytes, such as <c>gzip</c>.</summary>
    public IReadOnlyCollection<string> ContentEncoding => [.. ContentHeaders.ContentEncoding];

    /// <summary>How many bytes come, when that is known.</summary>
    public long? Length => ContentHeaders.ContentLength;

    /// <summary>Which of how many bytes these are; null unless <see cref="IsPartial"/>.</summary>
    public ContentRangeHeaderValue? ContentRange => ContentHeaders.ContentRange;

    /// <summary>When the content was stored.</summary>
    public DateTimeOffset? LastModified => ContentHeaders.LastModified;

    /// <summary>The bytes, once. Empty for <c>HEAD</c> and 304.</summary>
    public Task<Stream> OpenReadAsync(CancellationToken cancellationToken = default) =>
        response.Content.ReadAsStreamAsync(cancellationToken);

    /// <summary>Writes the bytes to a stream as they arrive.</summary>
    public Task CopyToAsync(Stream destination, CancellationToken cancellationToken = default) =>
        response.Content.CopyToAsync(destination, cancellationToken);

    /// <summary>Gives the connection back, or ends it when there are bytes that were not read.</summary>
    public void Dispose() => response.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
