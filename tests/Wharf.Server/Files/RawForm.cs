using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Wharf.Server.Tests.Files;

/// <summary>A multipart body written by hand, since the framework's is too polite to write a wrong one.</summary>
sealed class RawForm : IDisposable
{
    public const string Boundary = "boundary-of-the-test";

    readonly MemoryStream body = new();

    public RawForm Part(string? fileName, byte[] bytes, string? type = "text/plain", string field = "files")
    {
        Write($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field}\"");
        // As browsers do it, but for quotes.
        if (fileName is not null) Write($"; filename=\"{fileName.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        Write("\r\n");
        if (type is not null) Write($"Content-Type: {type}\r\n");
        Write("\r\n");
        body.Write(bytes);
        Write("\r\n");
        return this;
    }

    /// <summary>The body with its end.</summary>
    public byte[] Bytes() => [.. body.ToArray(), .. Encoding.UTF8.GetBytes($"--{Boundary}--\r\n")];

    /// <summary>The body without its end.</summary>
    public byte[] Unfinished() => body.ToArray();

    public HttpContent Content()
    {
        var content = new ByteArrayContent(Bytes());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
        return content;
    }

    public void Dispose() => body.Dispose();

    void Write(string text) => body.Write(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
}
