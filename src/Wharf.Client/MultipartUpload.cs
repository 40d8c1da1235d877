using System.Text;

namespace Wharf.Client;

/// <summary>
/// A <c>multipart/form-data</c> body (RFC 7578) that is written while it is sent; the framework's own writes file names in a way (RFC 2047)
/// that few servers read. With streams of known length it has a Content-Length, otherwise it goes in chunks.
/// </summary>
sealed class MultipartUpload : UploadContent
{
    readonly string boundary = "wharf-" + Guid.NewGuid().ToString("n");
    readonly List<(byte[] Head, FileUpload? File, byte[] Text)> parts = [];

    public MultipartUpload() => Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", boundary) } };

    public void Add(string name, FileUpload file)
    {
        var head = new StringBuilder($"form-data; name=\"{Escape(name)}\"; filename=\"{Escape(file.Name)}\"");
        // A quote is escaped in a way that cannot be told from the letters %22 (WHATWG); the other spelling of the name can.
        if (file.Name.Contains('"', StringComparison.Ordinal)) head.Append("; filename*=UTF-8''").Append(Uri.EscapeDataString(file.Name));
        if (file.ContentType is { } type) head.Append("\r\nContent-Type: ").Append(Escape(type));
        parts.Add((Head(head.ToString()), file, []));
    }

    public void Add(string name, string text) =>
        parts.Add((Head($"form-data; name=\"{Escape(name)}\""), null, Encoding.UTF8.GetBytes(text)));

    protected override bool Rewindable => parts.TrueForAll(part => part.File is null or { CanReplay: true });

    protected override async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var (head, file, text) in parts)
        {
            await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
            if (file is not null) await file.WriteAsync(stream, cancellationToken).ConfigureAwait(false);
            else await stream.WriteAsync(text, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
        await stream.WriteAsync(End, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = End.Length;
        foreach (var (head, file, text) in parts)
        {
            if (file is { Length: null }) return false;
            length += head.Length + (file?.Length ?? text.Length) + 2;
        }
        return true;
    }

    byte[] End => Encoding.ASCII.GetBytes($"--{boundary}--\r\n");

    byte[] Head(string disposition) => Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n");

    static string Escape(string text) => text.Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)
        .Replace("\"", "%22", StringComparison.Ordinal);
}
