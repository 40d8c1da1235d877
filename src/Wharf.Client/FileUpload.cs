namespace Wharf.Client;

/// <summary>A file to upload. It is read while it is sent, so that it need not fit into memory and its length need not be known.</summary>
public sealed class FileUpload
{
    readonly Func<CancellationToken, ValueTask<Stream>>? open;
    readonly Stream content = Stream.Null;
    readonly long start;

    /// <summary>Uploads what a stream holds from where it stands. The caller keeps the stream and disposes it.</summary>
    public FileUpload(Stream content, string name, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (this.content, start, Name, ContentType) = (content, content.CanSeek ? content.Position : 0, name, contentType);
    }

    /// <summary>Uploads from a stream that is opened when its turn comes, anew for each attempt, and disposed after.</summary>
    public FileUpload(Func<CancellationToken, ValueTask<Stream>> open, string name, string? contentType = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (this.open, Name, ContentType) = (open, name, contentType);
    }

    /// <summary>The file's name, without folders.</summary>
    public string Name { get; }

    /// <summary>The file's media type; the server takes <c>application/octet-stream</c> when it is null.</summary>
    public string? ContentType { get; }

    /// <summary>Uploads a file from the disk under its own name. It is opened when its turn comes.</summary>
    public static FileUpload FromPath(string path, string? contentType = null)
    {
        var options = new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan };
        return new(_ => ValueTask.FromResult<Stream>(new FileStream(path, options)), Path.GetFileName(path), contentType);
    }

    /// <summary>Whether it can be sent more than once.</summary>
    internal bool CanReplay => open is not null || content.CanSeek;

    /// <summary>How many bytes there are, when the stream knows.</summary>
    internal long? Length => open is null && content.CanSeek ? content.Length - start : null;

    internal async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        if (open is null)
        {
            if (content.CanSeek) content.Position = start;
            await content.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
            return;
        }
        var opened = await open(cancellationToken).ConfigureAwait(false);
        await using (opened.ConfigureAwait(false))
            await opened.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }
}
