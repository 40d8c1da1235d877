using System.Text.Json;
using Wharf.Contracts.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>The keywords of one schema by the kind of value they take; a value of another kind is refused.</summary>
sealed class SchemaKeywords(Schema schema)
{
    static readonly HashSet<string> Annotations =
    [
        "title", "description", "default", "example", "examples", "deprecated", "$comment", "$schema", "$id", "$anchor", "$dynamicAnchor",
        "$defs", "readOnly", "writeOnly", "xml", "externalDocs", "contentEncoding", "contentMediaType", "contentSchema",
    ];

    /// <summary>Whether anything but annotations is said.</summary>
    public static bool AnyRules(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.EnumerateObject().Any(member => !Annotations.Contains(member.Name));

    public string? String(string keyword) =>
        Find(keyword, JsonValueKind.String, "a string")?.GetString();

    public bool Flag(string keyword)
    {
        if (!schema.Element.TryGetProperty(keyword, out var value))
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw Refuse(keyword, "must be a boolean");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A count: an integer however it is written, not below zero.</summary>
    public long? Count(string keyword)
    {
        if (Find(keyword, JsonValueKind.Number, "an integer") is not { } value)
            return null;
        var number = new JsonNumber(JsonBytes.Of(value));
        if (!number.IsInteger || number.IsNegative)
            throw Refuse(keyword, "must be an integer of at least 0");
        // What no document can reach is all the same.
        return number.Exponent + number.DigitCount > 18 ? long.MaxValue : (long)value.GetDecimal();
    }

    public JsonTypes Types()
    {
        if (!schema.Element.TryGetProperty("type", out var value))
            return JsonTypes.All;
        if (value.ValueKind == JsonValueKind.String)
            return Type(value);
        if (value.ValueKind != JsonValueKind.Array)
            throw Refuse("type", "must be a type's name or an array of them");
        return value.EnumerateArray().Aggregate(JsonTypes.None, (types, name) => types | Type(name));
    }

    JsonTypes Type(JsonElement name) =>
        name.ValueKind == JsonValueKind.String && JsonTypeNames.Parse(name.GetString()) is { } types
            ? types
            : throw Refuse("type", $"{name.GetRawText()} is no type");

    public Constant? Constant(string keyword) =>
        schema.Element.TryGetProperty(keyword, out var value) ? new Constant(value) : null;

    public Constant[]? Constants(string keyword) =>
        Find(keyword, JsonValueKind.Array, "an array") is { } list ? [.. list.EnumerateArray().Select(item => new Constant(item))] : null;

    public NumberBound[] Bounds() =>
        [.. Bound("minimum"), .. Bound("maximum"), .. Bound("exclusiveMinimum"), .. Bound("exclusiveMaximum")];

    /// <summary>OpenAPI 3.0's: the exclusive keywords are booleans that change the others.</summary>
    public NumberBound[] OldBounds()
    {
        var lower = Flag("exclusiveMinimum") ? "exclusiveMinimum" : "minimum";
        var upper = Flag("exclusiveMaximum") ? "exclusiveMaximum" : "maximum";
        return
        [
            .. Bound("minimum").Select(bound => bound with { Keyword = lower }),
            .. Bound("maximum").Select(bound => bound with { Keyword = upper }),
        ];
    }

    IEnumerable<NumberBound> Bound(string keyword) =>
        Find(keyword, JsonValueKind.Number, "a number") is { } value ? [new NumberBound(keyword, new Constant(value))] : [];

    public Multiple? MultipleOf()
    {
        if (Find("multipleOf", JsonValueKind.Number, "a number") is not { } value)
            return null;
        var token = JsonBytes.Of(value);
        var number = new JsonNumber(token);
        if (number.IsZero || number.IsNegative)
            throw Refuse("multipleOf", "must be above 0");
        return new Multiple(value.GetRawText(), new Divisor(token));
    }

    public string[] Strings(string keyword) =>
        Find(keyword, JsonValueKind.Array, "an array of strings") is { } list ? Strings(keyword, list) : [];

    public Dictionary<string, string[]> StringsByName(string keyword)
    {
        var map = new Dictionary<string, string[]>();
        if (Find(keyword, JsonValueKind.Object, "an object") is not { } value)
            return map;
        foreach (var entry in value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Array)
                throw Refuse(keyword, $"{entry.Name} must be an array of strings");
            map[entry.Name] = Strings(keyword, entry.Value);
        }
        return map;
    }

    string[] Strings(string keyword, JsonElement list) =>
    [
        .. list.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Refuse(keyword, "must be an array of strings")).Distinct(),
    ];

    public int ListLength(string keyword) => Find(keyword, JsonValueKind.Array, "an array of schemas")?.GetArrayLength() ?? 0;

    public IEnumerable<string> MapNames(string keyword) =>
        Find(keyword, JsonValueKind.Object, "an object of schemas")?.EnumerateObject().Select(entry => entry.Name) ?? [];

    JsonElement? Find(string keyword, JsonValueKind kind, string expected)
    {
        if (!schema.Element.TryGetProperty(keyword, out var value))
            return null;
        return value.ValueKind == kind ? value : throw Refuse(keyword, $"must be {expected}");
    }

    SchemaException Refuse(string keyword, string reason) => new($"{schema.Location}/{keyword}", $"{keyword} {reason}");
}
