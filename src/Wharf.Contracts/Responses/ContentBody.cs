using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Wharf.Contracts.Responses;

/// <summary>A response body of bytes that flow: written as they come, never held whole in memory.</summary>
/// <param name="contentType">The <c>Content-Type</c>.</param>
/// <param name="length">How many bytes there are; null when that is not known, which makes the response chunked.</param>
public abstract class ContentBody(string contentType, long? length) : IAsyncDisposable
{
    /// <summary>The <c>Content-Type</c>.</summary>
    public string ContentType => contentType;

    /// <summary>How many bytes there are, if known.</summary>
    public long? Length => length;

    /// <summary>Writes all bytes. Not called for HEAD.</summary>
    public abstract Task WriteAsync(HttpResponse response, CancellationToken cancellationToken);

    /// <summary>Lets go of what the bytes come from; called in any case, once.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>A body that is the rest of a stream, which it owns from now on.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="contentType">The <c>Content-Type</c>.</param>
    /// <param name="length">How many bytes to send, at most what the stream has; null for all of them.</param>
    public static ContentBody FromStream(Stream stream, string contentType, long? length = null) => new StreamBody(stream, contentType, length);

    sealed class StreamBody(Stream stream, string contentType, long? length) : ContentBody(contentType, length)
    {
        // Large enough that a read from disk is worth its system call, small enough to stay out of the large object heap.
        const int Chunk = 64 * 1024;

        readonly Stream stream = stream;

        public override async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
        {
            var writer = response.BodyWriter;
            for (var left = Length ?? long.MaxValue; left > 0;)
            {
                var memory = writer.GetMemory(Chunk);
                var read = await stream.ReadAsync(memory.Length > left ? memory[..(int)left] : memory, cancellationToken);
                if (read == 0)
                {
                    if (Length is null) return;
                    throw new EndOfStreamException($"{left} bytes are missing at the end of the content.");
                }
                writer.Advance(read);
                left -= read;
                FlushResult flushed = await writer.FlushAsync(cancellationToken);
                if (flushed.IsCompleted) return;
            }
        }

        public override ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
