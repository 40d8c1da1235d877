using System.Text.Json;
using Wharf.Contracts.Patterns;
using Wharf.Contracts.Verdicts;

namespace Wharf.Contracts.Schemas;

/// <summary>
/// Documents with schemas in them, by absolute URI, and the compiler that turns a schema into a validator. Add all documents first: a
/// reference leads only into documents that are there (and into the metaschemas of 2020-12). Nothing is ever fetched.
/// </summary>
/// <remarks>Compile at start; a compiled <see cref="JsonSchema"/> is immutable and safe for any number of threads.</remarks>
public sealed class SchemaSet
{
    readonly Lock gate = new();
    readonly SchemaRegistry registry;
    readonly PatternCache patterns;
    readonly ReferenceLoops loops = new();
    readonly SchemaReader reader;
    readonly Dictionary<Schema, JsonSchema> compiled = [];
    VerdictCompiler verdicts;

    /// <summary>Makes an empty set.</summary>
    /// <param name="options">How schemas are read and documents judged; the defaults if absent.</param>
    public SchemaSet(SchemaOptions? options = null)
    {
        Options = options ?? new SchemaOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Options.MaxDepth, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Options.MaxDepth, SchemaOptions.DepthLimit, nameof(options));
        registry = new SchemaRegistry(Options);
        patterns = new PatternCache(Options.PatternTimeout);
        reader = new SchemaReader(registry, patterns);
        verdicts = new VerdictCompiler(Options.RefuseReadOnly);
    }

    /// <summary>The options of the set.</summary>
    public SchemaOptions Options { get; }

    /// <summary>Adds a document: a schema, or an OpenAPI description whose schemas are reached by JSON pointer.</summary>
    /// <param name="uri">The absolute URI the document goes by, without a fragment.</param>
    /// <param name="document">The document; it is copied.</param>
    /// <exception cref="SchemaException">The URI is taken, or an <c>$id</c> or anchor in it is no good.</exception>
    public void Add(Uri uri, JsonElement document)
    {
        if (!uri.IsAbsoluteUri)
            throw new ArgumentException("The URI of a document must be absolute.", nameof(uri));
        lock (gate)
            registry.Add(uri, document.Clone());
    }

    /// <summary>Compiles one schema with all that it refers to.</summary>
    /// <param name="location">Its absolute location, such as <c>wharf:///files#/components/schemas/File</c>.</param>
    /// <exception cref="SchemaException">The schema, or one that it refers to, cannot be compiled.</exception>
    public JsonSchema Compile(Uri location)
    {
        lock (gate)
        {
            var schema = registry.Find(location, SchemaUri.Fragment(location.OriginalString), location.OriginalString);
            if (compiled.TryGetValue(schema, out var known))
                return known;
            reader.Read(schema);
            loops.Refuse(schema);
            return compiled[schema] = new JsonSchema(schema, CompileJudge(schema), Options);
        }
    }

    Judge? CompileJudge(Schema schema)
    {
        try
        {
            return new Judge(verdicts.Compile(schema), Options);
        }
        catch (VerdictTooComplexException)
        {
            // What it began is of no use to anybody: the next schema starts afresh.
            verdicts = new VerdictCompiler(Options.RefuseReadOnly);
            return null;
        }
    }
}
