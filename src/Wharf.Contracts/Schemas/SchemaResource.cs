namespace Wharf.Contracts.Schemas;

/// <summary>A schema resource: a document or an embedded schema with its own <c>$id</c>, with its anchors.</summary>
sealed class SchemaResource(Uri baseUri)
{
    public Uri BaseUri { get; } = baseUri;

    /// <summary>The document that holds the resource and where its root is in it.</summary>
    public SchemaDocument? Document { get; set; }

    public string RootPointer { get; set; } = "";

    public Dictionary<string, Schema> Anchors { get; } = [];

    public Dictionary<string, Schema> DynamicAnchors { get; } = [];

    /// <summary>The <c>$schema</c> of the resource, if it has one of its own.</summary>
    public string? Dialect { get; set; }

    /// <summary>The vocabularies in force, once looked up.</summary>
    public Vocabularies? Vocabularies { get; set; }
}
