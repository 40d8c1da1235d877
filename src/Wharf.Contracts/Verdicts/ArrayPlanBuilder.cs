using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>Merges the rules for arrays of all schemas that apply.</summary>
sealed class ArrayPlanBuilder(VerdictCompiler compiler, Expansion expansion)
{
    readonly List<InPlace> places = [.. expansion.Parts.Select(part => part.Place).Distinct()];

    public ArrayPlan Build(HeldBits? held)
    {
        var first = places.Select(place => Prefix(place, held)).DefaultIfEmpty().Max();
        return new ArrayPlan
        {
            First = [.. Enumerable.Range(0, first).Select(index => compiler.Compile(RulesFor(index, held)))],
            Others = compiler.Compile(RulesFor(int.MaxValue, held)),
            Contains = [.. places.Where(place => place.Schema.Contains is not null).Select(Contained)],
            MustBeUnique = places.Exists(place => place.Schema.UniqueItems),
            MinCount = places.Select(place => place.Schema.MinItems).DefaultIfEmpty().Max(),
            MaxCount = places.Min(place => place.Schema.MaxItems) ?? long.MaxValue,
            Aftermath = expansion.Aftermath(),
            Unevaluated = held is null ? null : Unevaluated(held),
        };
    }

    static int Prefix(InPlace place, HeldBits? held) =>
        IsLast(place, held)
            ? place.Closure(JsonTypes.Array).Parts.Max(part => part.Schema.PrefixItems.Length)
            : place.Schema.PrefixItems.Length;

    /// <summary>Whether the schema has an <c>unevaluatedItems</c> that no alternative has a say in.</summary>
    static bool IsLast(InPlace place, HeldBits? held) => place.Schema.UnevaluatedItems is not null && place != held?.Root;

    IEnumerable<InPlace> RulesFor(int index, HeldBits? held)
    {
        foreach (var place in places)
        {
            var (schema, scope) = place;
            if (index < schema.PrefixItems.Length)
                yield return InPlace.Enter(schema.PrefixItems[index], scope);
            else if (schema.Items is not null)
                yield return InPlace.Enter(schema.Items, scope);
            if (IsLast(place, held) && IsLeftOver(place, index))
                yield return InPlace.Enter(schema.UnevaluatedItems!, scope);
        }
    }

    static bool IsLeftOver(InPlace place, int index)
    {
        var (parts, isolated) = place.Closure(JsonTypes.Array);
        return isolated.Count == 0 && !parts.Exists(part =>
            index < part.Schema.PrefixItems.Length || part.Schema.Items is not null || (part != place && part.IsLast(JsonTypes.Array)));
    }

    ContainedItems Contained(InPlace place)
    {
        var (schema, scope) = place;
        return new ContainedItems(
            compiler.Compile([InPlace.Enter(schema.Contains!, scope)]), schema.MinContains, schema.MaxContains ?? long.MaxValue);
    }

    UnevaluatedItems Unevaluated(HeldBits held)
    {
        var prefixes = held.Evaluators.Where(evaluator => evaluator.Place.Schema.PrefixItems.Length > 0)
            .Select(evaluator => (evaluator.Place.Schema.PrefixItems.Length, evaluator.Bit));
        var contained = held.Evaluators.Where(evaluator => evaluator.Place.Schema.Contains is not null).Select(evaluator =>
            (compiler.Compile([InPlace.Enter(evaluator.Place.Schema.Contains!, evaluator.Place.Scope)]), evaluator.Bit));
        var (schema, scope) = held.Root;
        var rest = compiler.Compile([InPlace.Enter(schema.UnevaluatedItems!, scope)]);
        return new UnevaluatedItems([.. prefixes], [.. contained], held.All, rest);
    }
}
