using Wharf.Contracts.Json;
using Wharf.Contracts.Verdicts;
using Wharf.Contracts.Violations;

namespace Wharf.Contracts.Schemas;

/// <summary>A compiled schema. Immutable; any number of threads may use it at once.</summary>
public sealed class JsonSchema
{
    readonly Schema schema;
    readonly SchemaOptions options;
    readonly Judge? judge;

    /// <param name="schema">The schema as read.</param>
    /// <param name="judge">Its fast verdict; none if the schema is beyond that, and the slower pass decides.</param>
    /// <param name="options">How documents are judged.</param>
    internal JsonSchema(Schema schema, Judge? judge, SchemaOptions options)
    {
        this.schema = schema;
        this.judge = judge;
        this.options = options;
    }

    /// <summary>The absolute location of the schema.</summary>
    public string Location => schema.Location;

    /// <summary>Whether text is one JSON document that the schema allows. Allocates nothing for a document that is valid.</summary>
    /// <param name="utf8Json">The document, whole.</param>
    /// <param name="direction">Which way it travels.</param>
    public bool IsValid(ReadOnlySpan<byte> utf8Json, SchemaDirection direction = SchemaDirection.Any) =>
        judge?.Decide(utf8Json, direction) ?? Validate(utf8Json, direction, 1).IsEmpty;

    /// <summary>Everything that is wrong with a document; slower than <see cref="IsValid"/>, with the same verdict.</summary>
    /// <param name="utf8Json">The document, whole.</param>
    /// <param name="direction">Which way it travels.</param>
    /// <param name="maximum">How many violations are listed; those beyond are counted.</param>
    public ViolationList Validate(ReadOnlySpan<byte> utf8Json, SchemaDirection direction = SchemaDirection.Any, int maximum = 100)
    {
        if (JsonText.Check(utf8Json, options) is { } fault)
            return new ViolationList([.. new[] { fault.ToViolation(Location) }.Take(maximum)], 1);
        var document = JsonValue.Parse(utf8Json, options.MaxDepth);
        return ViolationFinder.Find(schema, document, direction, options.RefuseReadOnly, maximum);
    }
}
