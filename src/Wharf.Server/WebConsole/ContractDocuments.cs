using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wharf.Server.WebConsole;

/// <summary>Serves the bundled contracts as JSON and as YAML, with strong ETags: they change with the server's version only.</summary>
sealed class ContractDocuments(ContractCatalog catalog)
{
    readonly ConcurrentDictionary<(string Name, string Format), (byte[] Bytes, string ETag)> documents = new();

    public async Task WriteAsync(HttpContext http, string name, string format)
    {
        if (catalog.Contracts.FirstOrDefault(contract => contract.Name == name) is not { } contract)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (bytes, etag) = documents.GetOrAdd((name, format), _ => Make(contract, format));
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "no-cache";
        if (http.Request.Headers.IfNoneMatch.Contains(etag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        http.Response.ContentType = format == "json" ? "application/json" : "application/yaml";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    static (byte[], string) Make(Contract contract, string format)
    {
        var bytes = format == "json" ? contract.Json.ToArray() : Encoding.UTF8.GetBytes(ToYaml(contract.Json));
        return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
    }

    // JSON read as it is and written event by event: numbers stay numbers, texts that look like something else are quoted.
    static string ToYaml(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, document.RootElement);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    static void Emit(Emitter emitter, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart());
                foreach (var member in element.EnumerateObject())
                {
                    EmitText(emitter, member.Name);
                    Emit(emitter, member.Value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, SequenceStyle.Any));
                foreach (var item in element.EnumerateArray()) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                EmitText(emitter, element.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(null, null, element.GetRawText(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    static void EmitText(Emitter emitter, string text) =>
        emitter.Emit(new Scalar(null, null, text, IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true));

    // Words that no YAML reader takes for a number, a boolean, a null or a date.
    static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or '.')
        && !((string[])["true", "false", "null", "yes", "no", "on", "off", "y", "n"]).Contains(text, StringComparer.OrdinalIgnoreCase);
}
