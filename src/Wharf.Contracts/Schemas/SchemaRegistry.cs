using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>All documents and resources of a set, and the way from a URI to a schema.</summary>
sealed class SchemaRegistry(SchemaOptions options)
{
    const string Standard = "https://json-schema.org/draft/2020-12/schema";

    readonly Dictionary<string, SchemaResource> resources = [];
    readonly Dictionary<string, SchemaDocument> documents = [];
    int lastId;

    public SchemaOptions Options { get; } = options;

    /// <summary>All that a dynamic reference to a name may lead to.</summary>
    public IEnumerable<Schema> DynamicAnchors(string name) =>
        resources.Values.Select(resource => resource.DynamicAnchors.GetValueOrDefault(name)).OfType<Schema>().Distinct().ToArray();

    public void Add(Uri uri, JsonElement root)
    {
        var key = SchemaUri.Key(uri);
        if (documents.ContainsKey(key))
            throw new SchemaException(key, "was added twice");
        var resource = new SchemaResource(new Uri(key));
        var document = new SchemaDocument(key, root, () => lastId++) { Resource = resource };
        resource.Document = document;
        documents.Add(key, document);
        resources[key] = resource;
        var scan = new SchemaScan(this, document);
        if (SchemaScan.IsOpenApi(root))
            scan.OpenApi(root, "", resource);
        else
            scan.Schema(root, "", resource);
    }

    public void AddMissing(Uri uri, JsonElement root)
    {
        if (!resources.ContainsKey(SchemaUri.Key(uri)))
            Add(uri, root);
    }

    public void AddResource(SchemaResource resource)
    {
        var key = SchemaUri.Key(resource.BaseUri);
        if (resources.TryGetValue(key, out var known) && (known.Document != resource.Document || known.RootPointer != resource.RootPointer))
            throw new SchemaException(resource.Document!.Uri + "#" + resource.RootPointer, $"$id {key} is already taken");
        resources[key] = resource;
        // The root goes by the URI it was added under and by its $id.
        if (resource.RootPointer.Length == 0)
            resources[resource.Document!.Uri] = resource;
    }

    /// <summary>The schema at a URI with a fragment: a JSON pointer, an anchor, or nothing.</summary>
    public Schema Find(Uri uri, string fragment, string from)
    {
        var key = SchemaUri.Key(uri);
        if (!resources.TryGetValue(key, out var resource))
        {
            Metaschema.AddTo(this, key);
            if (!resources.TryGetValue(key, out resource))
                throw new SchemaException(from, $"leads to {key}, which is not among the documents");
        }
        if (fragment.Length > 0 && fragment[0] != '/')
        {
            return resource.Anchors.TryGetValue(fragment, out var anchored)
                ? anchored
                : throw new SchemaException(from, $"leads to {key}#{fragment}, but there is no such anchor");
        }
        return At(resource.Document!, resource.RootPointer + fragment, from);
    }

    /// <summary>The schema at a pointer, found now if the scan did not see it: a reference may lead into an unknown keyword.</summary>
    public Schema At(SchemaDocument document, string pointer, string from)
    {
        if (document.Schemas.TryGetValue(pointer, out var schema))
            return schema;
        var element = JsonPointers.Find(document.Root, pointer)
            ?? throw new SchemaException(from, $"leads to {document.Uri}#{pointer}, but there is nothing");
        var resource = document.Resource;
        for (var slash = pointer.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : pointer.LastIndexOf('/', slash - 1))
        {
            if (!document.Schemas.TryGetValue(pointer[..slash], out var outer))
                continue;
            resource = outer.Resource;
            break;
        }
        new SchemaScan(this, document).Schema(element, pointer, resource);
        return document.Schemas.TryGetValue(pointer, out schema)
            ? schema
            : throw new SchemaException(from, $"{document.Uri}#{pointer} is no schema: it must be an object or a boolean");
    }

    public Vocabularies VocabulariesOf(SchemaResource resource)
    {
        if (resource.Vocabularies is { } known)
            return known;
        // Set first, for a metaschema that is written in itself.
        resource.Vocabularies = Vocabularies.Standard;
        if (resource.Dialect is { } dialect && dialect.TrimEnd('#') != Standard)
            resource.Vocabularies = VocabulariesOf(dialect);
        return resource.Vocabularies.Value;
    }

    Vocabularies VocabulariesOf(string dialect)
    {
        if (dialect.StartsWith("http://json-schema.org/draft-0", StringComparison.Ordinal)
            || dialect.StartsWith("https://json-schema.org/draft/2019", StringComparison.Ordinal))
            throw new SchemaException(dialect, "this dialect is not supported, 2020-12 is");
        if (!Uri.TryCreate(dialect, UriKind.Absolute, out var uri) || !resources.TryGetValue(SchemaUri.Key(uri), out var metaschema))
            return Vocabularies.Standard;
        var root = JsonPointers.Find(metaschema.Document!.Root, metaschema.RootPointer)!.Value;
        return root.TryGetProperty("$vocabulary", out var vocabulary) && vocabulary.ValueKind == JsonValueKind.Object
            ? VocabularyNames.Read(dialect, vocabulary)
            : Vocabularies.Standard;
    }
}
