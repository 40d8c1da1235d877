using System.Text.Json;
using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>The rules that choose: <c>anyOf</c>, <c>oneOf</c>, <c>not</c>, <c>if</c>, <c>dependentSchemas</c>.</summary>
static class BranchRules
{
    public static void Check(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
    {
        var (schema, scope) = place;
        if (schema.AnyOf.Length > 0)
            CheckAnyOf(finder, place, value, sink, coverage);
        if (schema.OneOf.Length > 0)
            CheckOneOf(finder, place, value, sink, coverage);
        if (schema.Not is not null && finder.Try(schema.Not, value, scope).Holds)
            sink.Add(value, schema, "not", "must not match the schema of \"not\"");
        if (schema.If is not null)
            CheckIf(finder, place, value, sink, coverage);
        if (value.Kind != JsonTokenType.StartObject)
            return;
        foreach (var (name, dependent) in schema.DependentSchemas)
        {
            if (value.Member(name) is not null)
                coverage.Add(finder.Enter(dependent, value, scope, sink));
        }
    }

    static void CheckAnyOf(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
    {
        var (schema, scope) = place;
        var branches = schema.AnyOf.Select(branch => finder.Try(branch, value, scope)).ToList();
        foreach (var branch in branches.Where(branch => branch.Holds))
            coverage.Add(branch.Coverage);
        if (!branches.Exists(branch => branch.Holds))
            AddNone(schema, "anyOf", schema.AnyOf, branches, value, sink);
    }

    static void CheckOneOf(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
    {
        var (schema, scope) = place;
        var branches = schema.OneOf.Select(branch => finder.Try(branch, value, scope)).ToList();
        var held = branches.Where(branch => branch.Holds).ToList();
        if (held.Count == 1)
            coverage.Add(held[0].Coverage);
        else if (held.Count == 0)
            AddNone(schema, "oneOf", schema.OneOf, branches, value, sink);
        else
            sink.AddAbout(value, schema, "oneOf", $"must match exactly one of {branches.Count} schemas, but matches {held.Count}");
    }

    static void CheckIf(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
    {
        var (schema, scope) = place;
        var condition = finder.Try(schema.If!, value, scope);
        if (condition.Holds)
            coverage.Add(condition.Coverage);
        var consequence = condition.Holds ? schema.Then : schema.Else;
        if (consequence is not null)
            coverage.Add(finder.Enter(consequence, value, scope, sink));
    }

    /// <summary>
    /// Says that no alternative holds, and what keeps the closest one from it: the one that the discriminator names, else the one with the
    /// right type, then the right constants, then the fewest violations. "Must match one of three schemas" alone helps nobody.
    /// </summary>
    static void AddNone(Schema schema, string keyword, Schema[] schemas, List<Branch> branches, JsonValue value, ViolationSink sink)
    {
        var number = keyword == "anyOf" ? "at least" : "exactly";
        sink.AddAbout(value, schema, keyword, $"must match {number} one of {branches.Count} schemas");
        var closest = Discriminated(schema, schemas, branches, value)
            ?? branches.OrderBy(branch => Distance(branch, value)).ThenBy(branch => branch.Sink.Total).First();
        sink.Add(closest.Sink.Violations, closest.Sink.Total);
    }

    static Branch? Discriminated(Schema schema, Schema[] schemas, List<Branch> branches, JsonValue value)
    {
        if (schema.Discriminator is not { } discriminator || value.Kind != JsonTokenType.StartObject
            || value.Member(discriminator.PropertyName) is not { Kind: JsonTokenType.String } member
            || !discriminator.Mapping.TryGetValue(member.Text, out var named))
            return null;
        var index = Array.IndexOf(schemas, named);
        return index < 0 ? null : branches[index];
    }

    /// <summary>An alternative for another kind of value was not meant, and hardly one whose constants are others.</summary>
    static int Distance(Branch branch, JsonValue value)
    {
        var pointer = value.Pointer;
        if (branch.Sink.Violations.Any(violation => violation.Keyword == "false" && violation.Pointer == pointer))
            return 3;
        if (branch.Sink.Violations.Any(violation => violation.Keyword == "type" && violation.Pointer == pointer))
            return 2;
        return branch.Sink.Violations.Any(violation => violation.Keyword is "const" or "enum"
            && violation.Pointer.LastIndexOf('/') <= pointer.Length) ? 1 : 0;
    }
}
