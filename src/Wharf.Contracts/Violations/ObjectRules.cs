using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>The rules about an object and its members.</summary>
sealed class ObjectRules(ViolationFinder finder, InPlace place, JsonValue value, ViolationSink sink, Coverage coverage)
{
    readonly Schema schema = place.Schema;

    public void Check(MemberAccess members, SchemaDirection direction)
    {
        if (value.Children.Count < schema.MinProperties)
            sink.AddAbout(value, schema, "minProperties", $"must have at least {ValueRules.Plural(schema.MinProperties, "member")}");
        if (value.Children.Count > schema.MaxProperties)
            sink.AddAbout(value, schema, "maxProperties", $"must have at most {ValueRules.Plural(schema.MaxProperties.Value, "member")}");
        foreach (var name in schema.Required)
        {
            if (value.Member(name) is null && !members.IsOptional(name, direction))
                sink.AddAbout(value, schema, "required", $"must have the member \"{name}\"");
        }
        foreach (var (name, dependents) in schema.DependentRequired)
        {
            if (value.Member(name) is null)
                continue;
            foreach (var dependent in dependents.Where(dependent => value.Member(dependent) is null))
                sink.AddAbout(value, schema, "dependentRequired", $"must have the member \"{dependent}\" beside \"{name}\"");
        }
        foreach (var child in value.Children)
            CheckMember(child);
        foreach (var child in value.Children)
        {
            if (schema.UnevaluatedProperties is not { } rest || coverage.Has(child.Key))
                continue;
            Apply(rest, child, "unevaluatedProperties");
            coverage.Add(child.Key);
        }
    }

    void CheckMember(JsonValue child)
    {
        if (schema.PropertyNames is { } names)
            CheckName(names, child);
        var isKnown = false;
        if (schema.Properties.TryGetValue(child.Key, out var property))
        {
            isKnown = true;
            Apply(property, child, "properties");
        }
        foreach (var (pattern, patterned) in schema.PatternProperties)
        {
            if (!pattern.IsMatch(System.Text.Encoding.UTF8.GetBytes(child.Key)))
                continue;
            isKnown = true;
            Apply(patterned, child, "patternProperties");
        }
        if (!isKnown && schema.AdditionalProperties is { } additional)
        {
            isKnown = true;
            Apply(additional, child, "additionalProperties");
        }
        if (isKnown)
            coverage.Add(child.Key);
    }

    void CheckName(Schema names, JsonValue child)
    {
        var branch = finder.Try(names, JsonValue.Name(child), place.Scope);
        if (branch.Holds)
            return;
        sink.AddAbout(child, schema, "propertyNames", $"must not have this name: {branch.Sink.Violations[0].Message}");
    }

    /// <summary>A member that may not exist is named by the keyword that says so, not by the <c>false</c> it says it with.</summary>
    void Apply(Schema child, JsonValue member, string keyword)
    {
        if (child.IsFalse)
            sink.AddAbout(member, schema, keyword, "is not allowed");
        else
            finder.Enter(child, member, place.Scope, sink);
    }
}
