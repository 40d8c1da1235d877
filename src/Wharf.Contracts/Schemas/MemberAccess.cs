namespace Wharf.Contracts.Schemas;

/// <summary>
/// The members of an object that one side alone may write, by name. Both keywords are read where the member's schema says so in place;
/// they reach the <c>required</c> of the same object's schema, of what it includes and is included with, but not of its alternatives.
/// </summary>
sealed class MemberAccess
{
    readonly Dictionary<string, (bool ReadOnly, bool WriteOnly)> members = [];

    MemberAccess(IEnumerable<InPlace> closure)
    {
        foreach (var part in closure)
        {
            foreach (var (name, schema) in part.Schema.Properties)
            {
                var own = InPlace.Enter(schema, part.Scope).Closure(JsonTypes.Object).Parts;
                var (readOnly, writeOnly) = members.GetValueOrDefault(name);
                readOnly |= own.Exists(inner => inner.Schema.ReadOnly);
                writeOnly |= own.Exists(inner => inner.Schema.WriteOnly);
                if (readOnly || writeOnly)
                    members[name] = (readOnly, writeOnly);
            }
        }
    }

    public static MemberAccess Of(InPlace root) => new(root.Closure(JsonTypes.Object).Parts);

    public IEnumerable<string> Names => members.Keys;

    /// <summary>Whether a member that is required may be absent.</summary>
    public bool IsOptional(string name, SchemaDirection direction) => members.TryGetValue(name, out var access) && direction switch
    {
        SchemaDirection.Request => access.ReadOnly,
        SchemaDirection.Response => access.WriteOnly,
        _ => false,
    };

    /// <summary>The keyword that forbids the member, if one does.</summary>
    public string? Refusal(string name, SchemaDirection direction, bool refuseReadOnly)
    {
        if (!members.TryGetValue(name, out var access))
            return null;
        if (direction == SchemaDirection.Response && access.WriteOnly)
            return "writeOnly";
        return direction == SchemaDirection.Request && access.ReadOnly && refuseReadOnly ? "readOnly" : null;
    }
}
