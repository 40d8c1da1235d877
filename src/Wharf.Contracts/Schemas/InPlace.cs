namespace Wharf.Contracts.Schemas;

/// <summary>
/// What applies to the same value as a schema does, whatever the value: the schema itself and all it includes by <c>$ref</c>,
/// <c>$dynamicRef</c> and <c>allOf</c>. Alternatives (<c>anyOf</c>, <c>if</c> …) are not part of it, and neither is what stands behind a
/// schema that must know which of its alternatives held (see <see cref="IsIsolated"/>): that one is judged by itself.
/// </summary>
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

    /// <summary>This schema and all it includes, each once, isolated parts left out.</summary>
    public IReadOnlyList<InPlace> Closure() => Closure(part => !part.IsIsolated());

    /// <summary>
    /// Whether <c>unevaluatedProperties</c> or <c>unevaluatedItems</c> of this schema depends on the document, because alternatives or
    /// <c>contains</c> decide what counts as evaluated.
    /// </summary>
    public bool IsIsolated() =>
        (Schema.UnevaluatedItems is not null || Schema.UnevaluatedProperties is not null) && Closure(_ => true).Any(part => part.IsConditional);

    bool IsConditional =>
        Schema.AnyOf.Length + Schema.OneOf.Length + Schema.DependentSchemas.Count > 0 || Schema.If is not null || Schema.Contains is not null;

    List<InPlace> Closure(Func<InPlace, bool> follow)
    {
        var seen = new HashSet<InPlace> { this };
        var closure = new List<InPlace> { this };
        for (var index = 0; index < closure.Count; index++)
        {
            foreach (var part in closure[index].Parts())
            {
                if (follow(part) && seen.Add(part))
                    closure.Add(part);
            }
        }
        return closure;
    }
}
