namespace Wharf.Contracts.Schemas;

/// <summary>The values of <c>type</c> as a set.</summary>
[Flags]
enum JsonTypes : byte
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    String = 16,
    Integer = 32,

    /// <summary>Numbers that are no integers.</summary>
    Fraction = 64,
    Number = Integer | Fraction,
    All = Null | Boolean | Object | Array | String | Number,
}

static class JsonTypeNames
{
    static readonly (string Name, JsonTypes Types)[] Names =
    [
        ("null", JsonTypes.Null), ("boolean", JsonTypes.Boolean), ("object", JsonTypes.Object), ("array", JsonTypes.Array),
        ("string", JsonTypes.String), ("number", JsonTypes.Number), ("integer", JsonTypes.Integer),
    ];

    public static JsonTypes? Parse(string? name)
    {
        foreach (var known in Names)
        {
            if (known.Name == name)
                return known.Types;
        }
        return null;
    }

    /// <summary>"string", "string or null".</summary>
    public static string Describe(JsonTypes types)
    {
        // A number may be an integer anyway.
        var isNumber = types.HasFlag(JsonTypes.Number);
        var names = Names.Where(known => (types & known.Types) == known.Types && !(isNumber && known.Name == "integer"));
        return string.Join(" or ", names.Select(known => known.Name));
    }
}
