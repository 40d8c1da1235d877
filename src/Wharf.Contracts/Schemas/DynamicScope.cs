namespace Wharf.Contracts.Schemas;

/// <summary>
/// The schema resources entered on the way to a schema, outermost first, as far as <c>$dynamicRef</c> can tell them apart: a resource
/// without
/// dynamic anchors, or entered before, adds nothing. Equal scopes are the same object, so that results can be kept by scope.
/// </summary>
sealed class DynamicScope
{
    readonly DynamicScope? outer;
    readonly SchemaResource? resource;
    readonly Dictionary<SchemaResource, DynamicScope> inner = [];
    readonly Counter counter;

    public DynamicScope()
        : this(null, null, new Counter())
    {
    }

    DynamicScope(DynamicScope? outer, SchemaResource? resource, Counter counter)
    {
        this.outer = outer;
        this.resource = resource;
        this.counter = counter;
        Id = counter.Next++;
    }

    public int Id { get; }

    public DynamicScope Enter(SchemaResource entered)
    {
        if (entered.DynamicAnchors.Count == 0)
            return this;
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (scope.resource == entered)
                return this;
        }
        if (!inner.TryGetValue(entered, out var child))
            inner[entered] = child = new DynamicScope(this, entered, counter);
        return child;
    }

    /// <summary>Where a reference leads in this scope.</summary>
    public Schema Resolve(DynamicReference reference)
    {
        if (reference.Anchor is not { } anchor)
            return reference.Initial;
        var found = reference.Initial;
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (scope.resource is not null && scope.resource.DynamicAnchors.TryGetValue(anchor, out var schema))
                found = schema;
        }
        return found;
    }

    sealed class Counter
    {
        public int Next;
    }
}
