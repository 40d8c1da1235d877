namespace Wharf.Contracts.Schemas;

/// <summary>
/// Refuses schemas that lead back to themselves without going a step into the document: no evaluation of such a schema would end.
/// </summary>
sealed class ReferenceLoops
{
    readonly HashSet<InPlace> finished = [];
    readonly HashSet<InPlace> open = [];

    public static void Refuse(Schema root)
    {
        var loops = new ReferenceLoops();
        var reached = new HashSet<InPlace>();
        var pending = new Queue<InPlace>([InPlace.Enter(root, new DynamicScope())]);
        while (pending.TryDequeue(out var place))
        {
            if (!reached.Add(place))
                continue;
            loops.Visit(place);
            foreach (var next in OnTheSpot(place).Concat(Below(place)))
                pending.Enqueue(next);
        }
    }

    void Visit(InPlace place)
    {
        if (finished.Contains(place))
            return;
        if (!open.Add(place))
            throw new SchemaException(place.Schema.Location, "refers back to itself without ever going a step into the document");
        foreach (var next in OnTheSpot(place))
            Visit(next);
        open.Remove(place);
        finished.Add(place);
    }

    static IEnumerable<InPlace> OnTheSpot(InPlace place)
    {
        var schema = place.Schema;
        var branches = schema.AnyOf.Concat(schema.OneOf).Concat(schema.DependentSchemas.Values)
            .Concat(Present(schema.Not, schema.If, schema.Then, schema.Else));
        return place.Parts().Concat(branches.Select(branch => InPlace.Enter(branch, place.Scope)));
    }

    static IEnumerable<InPlace> Below(InPlace place)
    {
        var schema = place.Schema;
        var children = schema.Properties.Values.Concat(schema.PatternProperties.Select(entry => entry.Schema)).Concat(schema.PrefixItems)
            .Concat(Present(
                schema.AdditionalProperties, schema.PropertyNames, schema.UnevaluatedProperties, schema.Items, schema.Contains,
                schema.UnevaluatedItems));
        return children.Select(child => InPlace.Enter(child, place.Scope));
    }

    static IEnumerable<Schema> Present(params Schema?[] schemas) => schemas.OfType<Schema>();
}
