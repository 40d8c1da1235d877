using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>The metaschemas of 2020-12, carried along so that a schema may refer to them without a network.</summary>
static class Metaschema
{
    const string Prefix = "https://json-schema.org/draft/2020-12/";

    static readonly Lazy<JsonDocument> Parts = new(() =>
    {
        using var stream = typeof(Metaschema).Assembly.GetManifestResourceStream("Wharf.Contracts.metaschema.json")!;
        return JsonDocument.Parse(stream);
    });

    /// <summary>Adds all of them the first time one is asked for.</summary>
    public static void AddTo(SchemaRegistry registry, string key)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
            return;
        foreach (var part in Parts.Value.RootElement.EnumerateArray())
            registry.AddMissing(new Uri(part.GetProperty("$id").GetString()!), part);
    }
}
