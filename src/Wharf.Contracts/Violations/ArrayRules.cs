using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>The rules about an array and its items.</summary>
sealed class ArrayRules(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
{
    readonly Schema schema = place.Schema;

    public void Check()
    {
        if (value.Children.Count < schema.MinItems)
            sink.AddAbout(value, schema, "minItems", $"must have at least {ValueRules.Plural(schema.MinItems, "item")}");
        if (value.Children.Count > schema.MaxItems)
            sink.AddAbout(value, schema, "maxItems", $"must have at most {ValueRules.Plural(schema.MaxItems.Value, "item")}");
        if (schema.UniqueItems)
            CheckUnique();
        for (var index = 0; index < value.Children.Count; index++)
        {
            if (index < schema.PrefixItems.Length)
                Apply(schema.PrefixItems[index], index, "prefixItems");
            else if (schema.Items is not null)
                Apply(schema.Items, index, "items");
        }
        if (schema.Contains is not null)
            CheckContains(schema.Contains);
        for (var index = 0; schema.UnevaluatedItems is not null && index < value.Children.Count; index++)
        {
            if (!coverage.Has(index))
                Apply(schema.UnevaluatedItems, index, "unevaluatedItems");
        }
    }

    void CheckUnique()
    {
        var seen = new Dictionary<int, List<JsonValue>>();
        foreach (var child in value.Children)
        {
            var hash = child.EqualityHash();
            if (!seen.TryGetValue(hash, out var twins))
                seen[hash] = twins = [];
            if (twins.Find(child.IsEqualTo) is { } twin)
                sink.Add(child, schema, "uniqueItems", $"must not be equal to the item {twin.Key}");
            else
                twins.Add(child);
        }
    }

    void CheckContains(Schema contains)
    {
        var matches = 0;
        for (var index = 0; index < value.Children.Count; index++)
        {
            if (!finder.Try(contains, value.Children[index], place.Scope).Holds)
                continue;
            matches++;
            coverage.Add(index);
        }
        if (matches < schema.MinContains)
        {
            var keyword = schema.MinContains == 1 ? "contains" : "minContains";
            var least = ValueRules.Plural(schema.MinContains, "item");
            sink.AddAbout(value, schema, keyword, $"must contain at least {least} of its kind, has {matches}");
        }
        if (matches > schema.MaxContains)
        {
            var most = ValueRules.Plural(schema.MaxContains.Value, "item");
            sink.AddAbout(value, schema, "maxContains", $"must contain at most {most} of its kind, has {matches}");
        }
    }

    void Apply(Schema child, int index, string keyword)
    {
        var item = value.Children[index];
        if (child.IsFalse)
            sink.AddAbout(item, schema, keyword, "is not allowed");
        else
            finder.Enter(child, item, place.Scope, sink);
        coverage.Add(index);
    }
}
