using System.Text;
using System.Text.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Benchmarks.Contracts;

/// <summary>
/// The verdict on valid documents of three sizes, from UTF-8 bytes: against a bare pass of <see cref="Utf8JsonReader"/>, which judges
/// nothing but the syntax, against NJsonSchema and against ajv. The rivals parse first, as their callers must. `wharf+document` builds a
/// <see cref="JsonDocument"/> after the verdict: like ajv's caller, its caller has something to read values from.
/// </summary>
sealed class ValidationBenchmark(int rounds, TimeSpan least, bool withRivals)
{
    static readonly (string Name, int Bytes)[] Sizes = [("1k", 1024), ("100k", 100 * 1024), ("10m", 10 * 1024 * 1024)];

    readonly string schemaText = File.ReadAllText(SourceFile.Find("orders.schema.json"));

    public async Task Run(ResultLine result)
    {
        var schema = Compile(schemaText);
        var rival = await NJsonSchema.JsonSchema.FromJsonAsync(schemaText);
        var wrong = Encoding.UTF8.GetString(Orders.Make(1024)).Replace(
            "\"currency\":\"EUR\"", "\"currency\":\"eur\"", StringComparison.Ordinal);
        if (schema.IsValid(Encoding.UTF8.GetBytes(wrong)) || rival.Validate(wrong).Count == 0)
            throw new InvalidOperationException("A document that breaks a pattern was accepted.");
        using var ajv = withRivals ? AjvProcess.Start(SourceFile.Find("orders.schema.json")) : null;
        foreach (var (name, bytes) in Sizes)
        {
            var document = Orders.Make(bytes);
            Console.WriteLine($"A document of {document.Length} bytes; times are for 100 MB.");
            var bare = await Rounds.Alternate(
                3,
                rounds,
                new("wharf", () => Time(document, () => schema.IsValid(document))),
                new("bare reader", () => Time(document, () => ReadBare(document))));
            result.Add($"{name}_of_reader", bare.Speed("wharf", "bare reader"))
                .Add($"{name}_allocated", Allocated(schema, document))
                .Add($"{name}_mb_s", 100 / bare.Median("wharf"));
            if (ajv is not null) await CompareWithRivals(schema, rival, ajv, name, document, result);
        }
    }

    async Task CompareWithRivals(
        JsonSchema schema, NJsonSchema.JsonSchema rival, AjvProcess ajv, string name, byte[] document, ResultLine result)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, document);
            var times = await Rounds.Alternate(
                2,
                rounds,
                new("wharf", () => Time(document, () => schema.IsValid(document))),
                new("wharf+document", () => Time(document, () => IsValidDocument(schema, document))),
                new("ajv", () => ajv.Time(file, document.Length, least)),
                new("NJsonSchema", () => Time(document, () => rival.Validate(Encoding.UTF8.GetString(document)).Count == 0)));
            result.Add($"{name}_njsonschema", times.Speed("wharf", "NJsonSchema"))
                .Add($"{name}_ajv", times.Speed("wharf", "ajv"))
                .Add($"{name}_ajv_document", times.Speed("wharf+document", "ajv"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    Task<TimeSpan> Time(byte[] document, Func<bool> judge) => Task.FromResult(Repeated.Time(document.Length, least, judge));

    static JsonSchema Compile(string text)
    {
        var uri = new Uri("wharf:///benchmarks/orders");
        var schemas = new SchemaSet();
        using var document = JsonDocument.Parse(text);
        schemas.Add(uri, document.RootElement);
        return schemas.Compile(uri);
    }

    static bool ReadBare(byte[] document)
    {
        var reader = new Utf8JsonReader(document);
        while (reader.Read())
        {
        }
        return reader.BytesConsumed == document.Length;
    }

    static bool IsValidDocument(JsonSchema schema, byte[] bytes)
    {
        if (!schema.IsValid(bytes)) return false;
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.ValueKind == JsonValueKind.Object;
    }

    // Of this thread: the verdict uses no other.
    static long Allocated(JsonSchema schema, byte[] document)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        schema.IsValid(document);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
