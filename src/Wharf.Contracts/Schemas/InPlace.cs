namespace Wharf.Contracts.Schemas;

/// <summary>
/// A schema in its dynamic scope, and what applies to the same value as it does, whatever the value: the schema itself and all it
/// includes by
/// <c>$ref</c>, <c>$dynamicRef</c> and <c>allOf</c>. Alternatives (<c>anyOf</c>, <c>if</c> …) are not part of it.
/// </summary>
/// <remarks>
/// Neither is what stands behind an *isolated* schema: one whose <c>unevaluatedProperties</c> (for an object) or <c>unevaluatedItems</c>
/// (for
/// an array) depends on which of its alternatives held. Such a schema is always judged by itself.
/// </remarks>
readonly record struct InPlace(Schema Schema, DynamicScope Scope)
{
    public static InPlace Enter(Schema schema, DynamicScope scope) => new(schema, scope.Enter(schema.Resource));

    /// <summary>The parts directly included.</summary>
    public IEnumerable<InPlace> Parts()
    {
        if (Schema.Ref is not null)
            yield return Enter(Schema.Ref, Scope);
        if (Schema.DynamicRef is not null)
            yield return Enter(Scope.Resolve(Schema.DynamicRef), Scope);
        foreach (var part in Schema.AllOf)
            yield return Enter(part, Scope);
    }

    /// <summary>This schema and all it includes for a kind of value, each once; isolated parts are told apart.</summary>
    public (List<InPlace> Parts, List<InPlace> Isolated) Closure(JsonTypes kind)
    {
        var parts = new List<InPlace> { this };
        if (!Schema.HasParts)
            return (parts, []);
        var isolated = new List<InPlace>();
        var seen = new HashSet<InPlace> { this };
        for (var index = 0; index < parts.Count; index++)
        {
            foreach (var part in parts[index].Parts())
            {
                if (seen.Add(part))
                    (part.IsIsolated(kind) ? isolated : parts).Add(part);
            }
        }
        return (parts, isolated);
    }

    /// <summary>Whether the schema must know, for a kind of value, which of its alternatives held.</summary>
    public bool IsIsolated(JsonTypes kind) => IsLast(kind) && Closure(JsonTypes.None).Parts.Exists(part => part.IsConditional(kind));

    /// <summary>Whether the schema says what becomes of all that is left unevaluated.</summary>
    public bool IsLast(JsonTypes kind) => kind switch
    {
        JsonTypes.Object => Schema.UnevaluatedProperties is not null,
        JsonTypes.Array => Schema.UnevaluatedItems is not null,
        _ => false,
    };

    public bool IsConditional(JsonTypes kind)
    {
        if (Schema.AnyOf.Length + Schema.OneOf.Length > 0 || Schema.If is not null)
            return true;
        return kind == JsonTypes.Object ? Schema.DependentSchemas.Count > 0 : Schema.Contains is not null;
    }

    /// <summary>The types that are not ruled out whatever the alternatives say.</summary>
    public JsonTypes Types() =>
        Closure(JsonTypes.None).Parts
            .Aggregate(JsonTypes.All, (types, part) => part.Schema.IsFalse ? JsonTypes.None : types & part.Schema.Types);
}
