using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Responses;

/// <summary>
/// What a handler answers. The generated closed result types derive from it, one factory for each response that the contract leaves to the
/// handler, so that an undocumented status code is a compile error.
/// </summary>
/// <param name="status">The HTTP status code.</param>
public abstract class ContractResult(int status) : IResult
{
    readonly List<(string Name, string Value)> headers = [];
    string? contentType;
    string? problemDetail;
    ContentBody? content;
    ReadOnlyMemory<byte>? bytes;
    Action<Utf8JsonWriter>? writeJson;

    /// <summary>The HTTP status code.</summary>
    public int Status => status;

    /// <summary>Writes the response as it is. The runtime writes results itself, checking them first.</summary>
    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, check: null);

    /// <summary>Sets a JSON body.</summary>
    protected void SetJson<T>(string mediaType, T body, JsonSerializerContext context)
    {
        contentType = mediaType;
        var info = (JsonTypeInfo<T>?)context.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"No JSON contract was generated for {typeof(T)}.");
        writeJson = writer => JsonSerializer.Serialize(writer, body, info);
    }

    /// <summary>Sets a text body, sent as UTF-8.</summary>
    protected void SetText(string mediaType, string body)
    {
        contentType = $"{mediaType}; charset=utf-8";
        bytes = Encoding.UTF8.GetBytes(body);
    }

    /// <summary>Sets a body of flowing bytes, owned by the result from now on.</summary>
    protected void SetContent(ContentBody body)
    {
        contentType = body.ContentType;
        content = body;
    }

    /// <summary>Makes the body a problem (RFC 9457).</summary>
    protected void SetProblem(string detail) => problemDetail = detail;

    /// <summary>Sets a response header; null leaves it out.</summary>
    protected void SetHeader(string name, string? value)
    {
        if (value is not null) headers.Add((name, value));
    }

    /// <summary>Sets a numeric response header; null leaves it out.</summary>
    protected void SetHeader(string name, long? value) => SetHeader(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes the response, after <paramref name="check"/> has seen the JSON body (empty when there is none) and not thrown.</summary>
    internal async Task WriteAsync(HttpContext http, Action<ContractResult, IReadOnlyList<(string Name, string Value)>, string?, ReadOnlyMemory<byte>>? check)
    {
        await using var flowing = content;
        using var json = writeJson is null ? null : PooledJson.Write(writeJson);
        var body = json?.Written ?? bytes ?? default;
        check?.Invoke(this, headers, problemDetail is null ? contentType : ProblemWriter.ContentType, body);

        var response = http.Response;
        foreach (var (name, value) in headers) response.Headers[name] = value;
        if (problemDetail is not null)
        {
            await ProblemWriter.WriteAsync(http, status, problemDetail);
            return;
        }
        response.StatusCode = status;
        if (contentType is null) return;
        response.ContentType = contentType;
        var withBody = !HttpMethods.IsHead(http.Request.Method);
        if (flowing is not null)
        {
            response.ContentLength = flowing.Length;
            if (withBody) await flowing.WriteAsync(response, http.RequestAborted);
            return;
        }
        response.ContentLength = body.Length;
        if (withBody) await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}

/// <summary>A JSON document in pooled memory: written before the response starts, so that its length is known and it can be checked.</summary>
sealed class PooledJson : IBufferWriter<byte>, IDisposable
{
    byte[] array = ArrayPool<byte>.Shared.Rent(4096);
    int written;

    public ReadOnlyMemory<byte> Written => array.AsMemory(0, written);

    public static PooledJson Write(Action<Utf8JsonWriter> write)
    {
        var json = new PooledJson();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        write(writer);
        writer.Flush();
        return json;
    }

    public void Advance(int count) => written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 256));
        return array.AsMemory(written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(array);
        array = [];
    }

    void Grow(int room)
    {
        if (array.Length - written >= room) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(array.Length * 2, written + room));
        array.AsSpan(0, written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
