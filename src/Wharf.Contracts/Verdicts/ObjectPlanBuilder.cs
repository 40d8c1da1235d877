using System.Text;
using Wharf.Contracts.Patterns;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>Merges the rules for objects of all schemas that apply into one table of members.</summary>
sealed class ObjectPlanBuilder(VerdictCompiler compiler, Expansion expansion)
{
    readonly List<InPlace> places = [.. expansion.Parts.Select(part => part.Place).Distinct()];
    readonly Dictionary<string, int> indexes = [];

    public ObjectPlan Build(HeldBits? held)
    {
        var leftovers = places.SelectMany(place => Leftover.Of(place, held?.Root)).ToList();
        var patterned = places
            .SelectMany(
                place => place.Schema.PatternProperties,
                (place, entry) => (entry.Pattern, Rule: InPlace.Enter(entry.Schema, place.Scope)))
            .ToList();
        var names = Names();
        if (names.Count > ManySeenNames.Limit)
            throw new VerdictTooComplexException();
        var patterns = patterned.Select(entry => entry.Pattern).Concat(leftovers.SelectMany(rule => rule.Patterns)).Distinct().ToList();
        return new ObjectPlan
        {
            Names = new NameTable(names),
            Known = [.. names.Select(name => compiler.Compile(RulesFor(name, patterned, leftovers)))],
            Others = patterns.Count == 0 ? compiler.Compile(leftovers.Select(leftover => leftover.Rule)) : null,
            Patterns = patterns.Count == 0 ? null : Rules(patterns, patterned, leftovers),
            PropertyNames = compiler.Compile(
                places.Where(place => place.Schema.PropertyNames is not null)
                    .Select(place => InPlace.Enter(place.Schema.PropertyNames!, place.Scope))),
            Required = [.. Enum.GetValues<SchemaDirection>().Select(Required)],
            Refused = [.. Enum.GetValues<SchemaDirection>().Select(Refused)],
            Dependents =
            [
                .. places.SelectMany(place => place.Schema.DependentRequired).Select(entry => (indexes[entry.Key], Mask(entry.Value)!))
                    .Where(entry => entry.Item2 is not null),
            ],
            MinCount = places.Select(place => place.Schema.MinProperties).DefaultIfEmpty().Max(),
            MaxCount = places.Min(place => place.Schema.MaxProperties) ?? long.MaxValue,
            Aftermath = expansion.Aftermath(),
            Unevaluated = held is null ? null : Unevaluated(held),
        };
    }

    /// <summary>All names that any rule mentions, those with a schema first, in the order of the schemas.</summary>
    List<string> Names()
    {
        var names = places.SelectMany(place => place.Schema.Properties.Keys)
            .Concat(places.SelectMany(place => place.Schema.Required))
            .Concat(places.SelectMany(place => place.Schema.DependentRequired).SelectMany(entry => entry.Value.Append(entry.Key)))
            .Concat(expansion.Roots.SelectMany(root => compiler.AccessOf(root).Names))
            .Distinct().ToList();
        foreach (var name in names)
            indexes.Add(name, indexes.Count);
        return names;
    }

    IEnumerable<InPlace> RulesFor(string name, List<(Pattern Pattern, InPlace Rule)> patterned, List<Leftover> leftovers)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        foreach (var place in places)
        {
            if (place.Schema.Properties.TryGetValue(name, out var schema))
                yield return InPlace.Enter(schema, place.Scope);
        }
        foreach (var (pattern, rule) in patterned)
        {
            if (pattern.IsMatch(utf8))
                yield return rule;
        }
        foreach (var leftover in leftovers)
        {
            if (leftover.Applies(name))
                yield return leftover.Rule;
        }
    }

    PatternRules Rules(List<Pattern> patterns, List<(Pattern Pattern, InPlace Rule)> patterned, List<Leftover> leftovers)
    {
        if (patterns.Count > PatternRules.Limit)
            throw new VerdictTooComplexException();
        var rules = new List<PatternRule>();
        foreach (var (pattern, rule) in patterned)
        {
            if (compiler.Compile([rule]) is { } verdict)
                rules.Add(new PatternRule(1UL << patterns.IndexOf(pattern), 0, verdict));
        }
        foreach (var leftover in leftovers)
        {
            var none = leftover.Patterns.Aggregate(0UL, (mask, pattern) => mask | (1UL << patterns.IndexOf(pattern)));
            if (compiler.Compile([leftover.Rule]) is { } verdict)
                rules.Add(new PatternRule(0, none, verdict));
        }
        return new PatternRules([.. patterns], [.. rules]);
    }

    ulong[]? Required(SchemaDirection direction) => Mask(expansion.Parts
        .SelectMany(part => part.Place.Schema.Required.Where(name => !compiler.AccessOf(part.Root).IsOptional(name, direction))));

    ulong[]? Refused(SchemaDirection direction) => Mask(expansion.Roots.SelectMany(root =>
        compiler.AccessOf(root).Names
            .Where(name => compiler.AccessOf(root).Refusal(name, direction, compiler.RefuseReadOnly) is not null)));

    ulong[]? Mask(IEnumerable<string> names)
    {
        var mask = new ulong[(indexes.Count + 63) / 64];
        foreach (var name in names)
            mask[indexes[name] >> 6] |= 1UL << (indexes[name] & 63);
        return Array.TrueForAll(mask, word => word == 0) ? null : mask;
    }

    UnevaluatedMembers Unevaluated(HeldBits held)
    {
        var names = held.Evaluators.SelectMany(evaluator => evaluator.Place.Schema.Properties.Keys).Distinct().ToList();
        var evaluators = names.Select(name => held.Evaluators
            .Where(evaluator => evaluator.Place.Schema.Properties.ContainsKey(name))
            .Aggregate(0UL, (bits, evaluator) => bits | evaluator.Bit));
        var patterns = held.Evaluators
            .SelectMany(evaluator => evaluator.Place.Schema.PatternProperties.Select(entry => (entry.Pattern, evaluator.Bit)))
            .GroupBy(entry => entry.Pattern)
            .Select(entries => (entries.Key, entries.Aggregate(0UL, (bits, entry) => bits | entry.Bit)));
        var (schema, scope) = held.Root;
        var rest = compiler.Compile([InPlace.Enter(schema.UnevaluatedProperties!, scope)]);
        return new UnevaluatedMembers(new NameTable(names), [.. evaluators], [.. patterns], held.All, rest);
    }
}
