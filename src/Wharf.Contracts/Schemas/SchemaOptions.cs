namespace Wharf.Contracts.Schemas;

/// <summary>The language a schema is written in.</summary>
public enum SchemaDialect
{
    /// <summary>JSON Schema 2020-12.</summary>
    JsonSchema202012,

    /// <summary>The schema object of OpenAPI 3.1: JSON Schema 2020-12 with OpenAPI's formats and <c>discriminator</c>.</summary>
    OpenApi31,

    /// <summary>The schema object of OpenAPI 3.0: <c>nullable</c>, boolean exclusive bounds, nothing beside a <c>$ref</c>.</summary>
    OpenApi30,
}

/// <summary>How schemas are read and how strictly documents are judged.</summary>
public sealed record SchemaOptions
{
    /// <summary>The deepest nesting that may be allowed: the verdict recurses once a level.</summary>
    internal const int DepthLimit = 512;

    /// <summary>The dialect of all schemas of a set. Default: OpenAPI 3.1.</summary>
    public SchemaDialect Dialect { get; init; } = SchemaDialect.OpenApi31;

    /// <summary>Whether <c>format</c> is asserted or a mere annotation. Default: asserted.</summary>
    public bool AssertFormats { get; init; } = true;

    /// <summary>How many arrays and objects of a document may be nested, 1 to 512. Default: 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// How long one <c>pattern</c> may take over one string where it needs a backtracking engine (look-around, back-references);
    /// a string that takes longer does not match. Default: 100 ms.
    /// </summary>
    public TimeSpan PatternTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether an object may repeat a member; every occurrence is judged then, and counted. Default: no.</summary>
    public bool DuplicateKeysAllowed { get; init; }

    /// <summary>
    /// Whether a <c>readOnly</c> member in a request is a violation. Default: no, since JSON Schema leaves it to the owner to ignore or to
    /// reject it, and a client that sends back what it was given does no harm. (A <c>writeOnly</c> member in a response is always one.)
    /// </summary>
    public bool RefuseReadOnly { get; init; }
}
