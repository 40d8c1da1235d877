namespace Wharf.Contracts.Schemas;

/// <summary>
/// Refuses schemas that lead back to themselves without going a step into the document: no evaluation of such a schema would end. What was
/// found good stays so for the next schema of the set.
/// </summary>
sealed class ReferenceLoops
{
    readonly HashSet<InPlace> finished = [];
    readonly HashSet<InPlace> open = [];
    readonly HashSet<InPlace> reached = [];
    readonly DynamicScope scope = new();

    public void Refuse(Schema root)
    {
        try
        {
            RefuseFrom(InPlace.Enter(root, scope));
        }
        catch (SchemaException)
        {
            // What was reached may lead to what was refused: the next schema looks at it again.
            open.Clear();
            reached.Clear();
            throw;
        }
    }

    void RefuseFrom(InPlace root)
    {
        var pending = new Queue<InPlace>([root]);
        while (pending.TryDequeue(out var place))
        {
            if (reached.Contains(place))
                continue;
            Visit(place);
            reached.Add(place);
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
