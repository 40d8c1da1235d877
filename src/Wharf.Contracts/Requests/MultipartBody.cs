using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Requests;

/// <summary>
/// The parts of a <c>multipart/form-data</c> body (RFC 7578), one at a time as they arrive. Nothing is buffered but short text parts.
/// What the contract says of the parts (names, counts, file names, texts) is judged as each comes by; a breach ends the enumeration, or the
/// read of a part's stream, with a <see cref="RequestRefusedException"/> that the runtime answers with 400.
/// </summary>
public sealed class MultipartBody
{
    // RFC 2046: a boundary has at most 70 characters.
    const int MaximumBoundary = 70;

    // A text part is a form field; files are streams. 64 KiB is what a long field may have.
    const int MaximumText = 64 * 1024;

    // Large enough that the search for the boundary is a small part of the work.
    const int Buffer = 64 * 1024;

    readonly ContractMediaType mediaType;
    readonly MultipartReader reader;

    MultipartBody(Stream body, string boundary, ContractMediaType mediaType)
    {
        this.mediaType = mediaType;
        reader = new MultipartReader(boundary, body, Buffer) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
    }

    /// <summary>Opens the body; null, with a violation, when the content type's boundary is missing or not one.</summary>
    internal static MultipartBody? Open(HttpContext http, MediaTypeHeaderValue contentType, ContractMediaType mediaType, ref List<ProblemError>? errors)
    {
        var boundary = HeaderUtilities.RemoveQuotes(contentType.Boundary).ToString();
        if (boundary.Length is > 0 and <= MaximumBoundary) return new MultipartBody(http.Request.Body, boundary, mediaType);
        (errors ??= []).Add(new ProblemError("header", "Content-Type", "", "boundary",
            boundary.Length == 0 ? "Content-Type needs a boundary" : $"the boundary has more than {MaximumBoundary} characters"));
        return null;
    }

    /// <summary>
    /// Reads the parts in their order. Each part's stream is good until the next part is asked for; what was not read of it is skipped.
    /// </summary>
    /// <exception cref="RequestRefusedException">The body breaks the contract or is truncated (400), or is larger than allowed (413).</exception>
    public async IAsyncEnumerable<MultipartPart> ReadPartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var counts = mediaType.Parts.ToDictionary(part => part.Name, _ => 0);
        while (await NextSection(cancellationToken) is { } section)
        {
            var disposition = Disposition(section);
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            var contract = mediaType.Parts.FirstOrDefault(part => part.Name == name);
            if (contract is null)
            {
                if (mediaType.IsOpen) continue;
                throw Refuse(name, "unknown", $"there is no part '{name}'");
            }
            if (++counts[name] > contract.Maximum) throw Refuse(name, "maxItems", $"there may be at most {contract.Maximum} parts '{name}'");
            JudgeHeaders(section, contract);
            yield return contract.IsBinary ? File(section, disposition, contract) : await Text(section, contract, cancellationToken);
        }
        foreach (var part in mediaType.Parts)
            if (counts[part.Name] < part.Minimum)
                throw Refuse(part.Name, counts[part.Name] == 0 ? "required" : "minItems", $"there must be at least {part.Minimum} part(s) '{part.Name}'");
    }

    async Task<MultipartSection?> NextSection(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception exception) when (IsFraming(exception))
        {
            throw Broken(exception);
        }
    }

    static ContentDispositionHeaderValue Disposition(MultipartSection section)
    {
        if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            && disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            && !string.IsNullOrEmpty(disposition.Name.Value))
            return disposition;
        throw Refuse(null, "disposition", "every part needs a Content-Disposition of form-data with a name");
    }

    static MultipartPart File(MultipartSection section, ContentDispositionHeaderValue disposition, ContractPart contract)
    {
        // Browsers write a backslash as it is and a quote as `%22`, other clients write `\"`: a quote is unescaped and a backslash stays one.
        var fileName = disposition.FileNameStar.HasValue
            ? disposition.FileNameStar.Value : HeaderUtilities.RemoveQuotes(disposition.FileName).Value?.Replace("\\\"", "\"", StringComparison.Ordinal);
        if (contract.FileName is { } rules)
        {
            if (fileName is null) throw Refuse(contract.Name, "required", $"a part '{contract.Name}' needs a filename");
            Judge(rules, Quote(fileName), contract.Name, "filename");
        }
        return new MultipartPart(contract.Name, fileName, section.ContentType, new PartStream(section.Body), null);
    }

    static async Task<MultipartPart> Text(MultipartSection section, ContractPart contract, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var body = new PartStream(section.Body);
        var chunk = new byte[4096];
        for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > MaximumText) throw Refuse(contract.Name, "maxLength", $"the part '{contract.Name}' may have at most {MaximumText} bytes");
            buffer.Write(chunk, 0, read);
        }
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(contract.Name, "encoding", $"the part '{contract.Name}' is not UTF-8");
        }
        var json = contract.Shape is { } shape ? ParameterText.ToJson(new ParameterValue(text), shape).ToArray() : Encoding.UTF8.GetBytes(text);
        Judge(contract.Schema!, json, contract.Name, contract.Name);
        return new MultipartPart(contract.Name, null, section.ContentType, Stream.Null, text);
    }

    static void JudgeHeaders(MultipartSection section, ContractPart contract)
    {
        if (section.ContentType is { } type)
        {
            if (type.Length > 255 || !MediaTypeHeaderValue.TryParse(type, out var parsed))
                throw Refuse(contract.Name, "contentType", $"the Content-Type of a part '{contract.Name}' is not a media type of at most 255 characters");
            if (contract.ContentTypes.Count > 0 && !contract.ContentTypes.Any(taken => parsed.IsSubsetOf(MediaTypeHeaderValue.Parse(taken))))
                throw Refuse(contract.Name, "contentType", $"a part '{contract.Name}' must be {string.Join(" or ", contract.ContentTypes)}");
        }
        foreach (var header in contract.Headers)
        {
            if (section.Headers?.TryGetValue(header.Name, out var lines) is not true)
            {
                if (header.Required) throw Refuse(contract.Name, "required", $"a part '{contract.Name}' needs a header {header.Name}");
                continue;
            }
            Judge(header.Schema, ParameterText.ToJson(new ParameterValue(lines.ToString()), header.Shape).ToArray(), contract.Name, header.Name);
        }
    }

    static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.Default.Encode(text)}\"");

    static void Judge(JsonSchema rules, byte[] json, string part, string what)
    {
        if (rules.IsValid(json, SchemaDirection.Request)) return;
        var errors = rules.Validate(json, SchemaDirection.Request, ProblemWriter.MaximumErrors)
            .Select(violation => new ProblemError("body", part, violation.Pointer, violation.Keyword, violation.About(what))).ToList();
        throw new RequestRefusedException(400, errors.Count == 1 ? "The request has 1 error." : $"The request has {errors.Count} errors.", errors);
    }

    static RequestRefusedException Refuse(string? part, string keyword, string message) =>
        new(400, "The request has 1 error.", new ProblemError("body", part, "", keyword, message));

    // The reader says by these types, and only these, that the framing is broken; a BadHttpRequestException is an IOException too, but Kestrel's own word.
    internal static bool IsFraming(Exception exception) => exception is InvalidDataException || exception.GetType() == typeof(IOException);

    internal static RequestRefusedException Broken(Exception exception) =>
        Refuse(null, "multipart", exception is InvalidDataException ? exception.Message : "the multipart body ends before its last boundary");
}

/// <summary>One part of a multipart body.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="FileName">The file's name as the client sent it, judged by the contract; null where there is none.</param>
/// <param name="ContentType">The part's own content type; null when it does not say.</param>
/// <param name="Body">A file's bytes, readable once; empty for a text.</param>
/// <param name="Text">A text part's value; null for a file.</param>
public sealed record MultipartPart(string Name, string? FileName, string? ContentType, Stream Body, string? Text);

/// <summary>A part's bytes; broken framing becomes a refusal with 400.</summary>
sealed class PartStream(Stream inner) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (MultipartBody.IsFraming(exception))
        {
            throw MultipartBody.Broken(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Request bodies are read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
