using System.Runtime.CompilerServices;
using System.Text.Json;
using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>
/// The second pass: finds everything that is wrong with a document, by the letter of the specification and without haste.
/// </summary>
/// <remarks>
/// It shares nothing with the fast verdict but the schemas as read, so that each can be tested against the other: here is a tree of
/// values, a dynamic scope kept while evaluating, and annotations collected; there are bytes and a compiled plan. What it does share is a
/// bound: the outcome of an alternative for one value is kept, so that alternatives nested in each other cost their product once and
/// not once a level. That is what the fast verdict falls back on when a schema sends it over the same bytes too often.
/// </remarks>
sealed class ViolationFinder(SchemaDirection direction, bool refuseReadOnly)
{
    /// <summary>How many violations of an alternative are worth telling.</summary>
    const int BranchMaximum = 10;

    readonly Dictionary<(Schema, JsonValue, DynamicScope), Branch> branches = [];
    readonly Dictionary<InPlace, MemberAccess> access = [];

    public static ViolationList Find(Schema schema, JsonValue document, SchemaDirection direction, bool refuseReadOnly, int maximum)
    {
        var sink = new ViolationSink(maximum);
        new ViolationFinder(direction, refuseReadOnly).Enter(schema, document, new DynamicScope(), sink);
        return sink.ToList();
    }

    /// <summary>Applies a schema to a value that it is the first to see, or that it sees for itself.</summary>
    public Coverage Enter(Schema schema, JsonValue value, DynamicScope scope, ViolationSink sink)
    {
        var place = InPlace.Enter(schema, scope);
        if (!access.TryGetValue(place, out var members))
            access[place] = members = MemberAccess.Of(place);
        if (direction != SchemaDirection.Any && value.Kind == JsonTokenType.StartObject)
        {
            foreach (var child in value.Children)
            {
                if (members.Refusal(child.Key, direction, refuseReadOnly) is { } keyword)
                    sink.AddAbout(child, schema, keyword, keyword == "readOnly" ? "must not be sent" : "must not be answered");
            }
        }
        return Apply(place, value, members, sink);
    }

    /// <summary>Applies an alternative, and keeps the outcome.</summary>
    public Branch Try(Schema schema, JsonValue value, DynamicScope scope)
    {
        var key = (schema, value, scope);
        if (branches.TryGetValue(key, out var branch))
            return branch;
        var sink = new ViolationSink(BranchMaximum);
        var coverage = Enter(schema, value, scope, sink);
        return branches[key] = new Branch(sink, coverage);
    }

    Coverage Apply(InPlace place, JsonValue value, MemberAccess members, ViolationSink sink) =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack()
            ? ApplyHere(place, value, members, sink)
            : FreshStack.Run(() => ApplyHere(place, value, members, sink));

    Coverage ApplyHere(InPlace place, JsonValue value, MemberAccess members, ViolationSink sink)
    {
        var coverage = new Coverage();
        var schema = place.Schema;
        if (schema.IsFalse)
        {
            sink.AddAbout(value, schema, "false", "is not allowed here");
            return coverage;
        }
        foreach (var part in place.Parts())
        {
            var isIsolated = part.IsIsolated(JsonTypes.Object);
            coverage.Add(isIsolated ? Enter(part.Schema, value, part.Scope, sink) : Apply(part, value, members, sink));
        }
        ValueRules.Check(schema, value, sink);
        BranchRules.Check(this, place, value, sink, coverage);
        if (value.Kind == JsonTokenType.StartObject)
            new ObjectRules(this, place, value, sink, coverage).Check(members, direction);
        else if (value.Kind == JsonTokenType.StartArray)
            new ArrayRules(this, place, value, sink, coverage).Check();
        return coverage;
    }
}

/// <summary>The outcome of an alternative.</summary>
sealed record Branch(ViolationSink Sink, Coverage Coverage)
{
    public bool Holds => Sink.Total == 0;
}
