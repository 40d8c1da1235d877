using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>A document of a set, and the schemas found in it so far, by JSON pointer.</summary>
sealed class SchemaDocument(string uri, JsonElement root, Func<int> nextId)
{
    /// <summary>The absolute URI it was added under, without a fragment.</summary>
    public string Uri { get; } = uri;

    public JsonElement Root { get; } = root;

    public Dictionary<string, Schema> Schemas { get; } = [];

    /// <summary>What is nested in the document but belongs to none of its schemas has this resource: the document itself.</summary>
    public required SchemaResource Resource { get; init; }

    public int NextId() => nextId();
}
