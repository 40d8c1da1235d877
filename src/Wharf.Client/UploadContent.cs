using System.Net;

namespace Wharf.Client;

/// <summary>A body that is produced while it is sent. It can be sent again as long as nothing was read that cannot be read twice.</summary>
abstract class UploadContent : HttpContent
{
    bool started;

    /// <summary>Whether the request can be sent (again), as after a refresh of the credentials.</summary>
    public bool CanReplay => !started || Rewindable;

    protected abstract bool Rewindable { get; }

    protected abstract Task WriteAsync(Stream stream, CancellationToken cancellationToken);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        started = true;
        return WriteAsync(stream, cancellationToken);
    }
}

/// <summary>A stream as the whole body, from where it stands. The caller keeps it.</summary>
sealed class StreamUpload : UploadContent
{
    readonly FileUpload body;

    public StreamUpload(Stream body, string contentType)
    {
        this.body = new FileUpload(body, "body");
        Headers.ContentType = new(contentType);
    }

    protected override bool Rewindable => body.CanReplay;

    protected override Task WriteAsync(Stream stream, CancellationToken cancellationToken) => body.WriteAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }
}
