using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>
/// Finds the schemas of a document before any is read, because <c>$id</c>, <c>$anchor</c> and <c>$dynamicAnchor</c> may be referred to from
/// anywhere. It goes by position: an <c>$id</c> inside <c>const</c>, <c>enum</c>, an example or an unknown keyword is data, not a name.
/// </summary>
sealed class SchemaScan(SchemaRegistry registry, SchemaDocument document)
{
    static readonly string[] Single =
    [
        "additionalProperties", "propertyNames", "items", "contains", "unevaluatedItems", "unevaluatedProperties", "not", "if", "then",
        "else", "contentSchema",
    ];

    static readonly string[] Lists = ["allOf", "anyOf", "oneOf", "prefixItems"];

    static readonly string[] Maps = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

    /// <summary>Whether the document is an OpenAPI description rather than a schema.</summary>
    public static bool IsOpenApi(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("openapi", out var version)
        && version.ValueKind == JsonValueKind.String;

    /// <summary>Everything called <c>schema</c>, and the members of <c>components/schemas</c>.</summary>
    public void OpenApi(JsonElement value, string pointer, SchemaResource resource)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                OpenApi(item, $"{pointer}/{index++}", resource);
            return;
        }
        if (value.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in value.EnumerateObject())
        {
            var at = pointer + "/" + JsonPointers.Escape(member.Name);
            if (member.Name == "schema" || pointer == "/components/schemas")
                Schema(member.Value, at, resource);
            else if (member.Name is not ("example" or "examples"))
                OpenApi(member.Value, at, resource);
        }
    }

    public void Schema(JsonElement value, string pointer, SchemaResource resource)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            return;
        if (document.Schemas.ContainsKey(pointer))
            return;
        if (value.ValueKind != JsonValueKind.Object)
        {
            document.Schemas[pointer] = new Schema(resource, document, pointer, value);
            return;
        }
        resource = Named(value, pointer, resource);
        var schema = new Schema(resource, document, pointer, value);
        document.Schemas[pointer] = schema;
        AddAnchors(schema);
        foreach (var name in Single)
        {
            if (value.TryGetProperty(name, out var child))
                Schema(child, $"{pointer}/{name}", resource);
        }
        foreach (var name in Lists)
        {
            if (!value.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
                continue;
            var index = 0;
            foreach (var child in list.EnumerateArray())
                Schema(child, $"{pointer}/{name}/{index++}", resource);
        }
        foreach (var name in Maps)
        {
            if (!value.TryGetProperty(name, out var map) || map.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var child in map.EnumerateObject())
                Schema(child.Value, $"{pointer}/{name}/{JsonPointers.Escape(child.Name)}", resource);
        }
    }

    SchemaResource Named(JsonElement value, string pointer, SchemaResource resource)
    {
        if (registry.Options.Dialect == SchemaDialect.OpenApi30)
            return resource;
        if (value.TryGetProperty("$id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is [not '#', ..] text)
        {
            var uri = SchemaUri.Resolve(resource.BaseUri, text)
                ?? throw new SchemaException(document.Uri + "#" + pointer, $"$id \"{text}\" is no URI reference");
            resource = new SchemaResource(uri)
            {
                Document = document,
                RootPointer = pointer,
                Dialect = resource.Dialect,
            };
            registry.AddResource(resource);
        }
        if (pointer == resource.RootPointer
            && value.TryGetProperty("$schema", out var dialect) && dialect.ValueKind == JsonValueKind.String)
            resource.Dialect = dialect.GetString();
        return resource;
    }

    void AddAnchors(Schema schema)
    {
        if (registry.Options.Dialect == SchemaDialect.OpenApi30)
            return;
        if (schema.Element.TryGetProperty("$anchor", out var anchor) && anchor.ValueKind == JsonValueKind.String)
            Add(schema.Resource.Anchors, anchor.GetString()!, schema);
        if (!schema.Element.TryGetProperty("$dynamicAnchor", out var dynamic) || dynamic.ValueKind != JsonValueKind.String)
            return;
        var name = dynamic.GetString()!;
        schema.Resource.DynamicAnchors.TryAdd(name, schema);
        Add(schema.Resource.Anchors, name, schema);
    }

    static void Add(Dictionary<string, Schema> anchors, string name, Schema schema)
    {
        if (!anchors.TryAdd(name, schema) && anchors[name] != schema)
            throw new SchemaException(schema.Location, $"the anchor \"{name}\" is already {anchors[name].Location}");
    }
}
