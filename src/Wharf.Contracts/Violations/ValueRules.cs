using System.Text;
using System.Text.Json;
using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>The rules about a value by itself: its type, constants, numbers and strings.</summary>
static class ValueRules
{
    public static void Check(Schema schema, JsonValue value, ViolationSink sink)
    {
        if ((schema.Types & TypeOf(value)) == 0)
            sink.Add(value, schema, "type", $"must be {JsonTypeNames.Describe(schema.Types)}");
        if (schema.Const is { } constant && !value.IsEqualTo(constant.Value))
            sink.Add(value, schema, "const", $"must be {constant}");
        if (schema.Enum is { } choices && !choices.Any(choice => value.IsEqualTo(choice.Value)))
            sink.Add(value, schema, "enum", $"must be one of {Describe(choices)}");
        if (value.Kind == JsonTokenType.Number)
            CheckNumber(schema, value, sink);
        else if (value.Kind == JsonTokenType.String)
            CheckString(schema, value, sink);
    }

    static void CheckNumber(Schema schema, JsonValue value, ViolationSink sink)
    {
        var number = new JsonNumber(value.Utf8);
        foreach (var (keyword, limit) in schema.Bounds)
        {
            var order = number.CompareTo(new JsonNumber(limit.Utf8));
            var (holds, sign) = keyword switch
            {
                "minimum" => (order >= 0, ">="),
                "maximum" => (order <= 0, "<="),
                "exclusiveMinimum" => (order > 0, ">"),
                _ => (order < 0, "<"),
            };
            if (!holds)
                sink.Add(value, schema, keyword, $"must be {sign} {limit}");
        }
        if (schema.MultipleOf is { } multiple && !multiple.Divisor.Divides(number))
            sink.Add(value, schema, "multipleOf", $"must be a multiple of {multiple.Text}");
        if (schema.Format is { Number: { } format } && !format.Check(value.Utf8))
            sink.Add(value, schema, "format", $"must be of the format {schema.Format.Name}");
    }

    static void CheckString(Schema schema, JsonValue value, ViolationSink sink)
    {
        if (schema.MinLength > 0 || schema.MaxLength is not null)
        {
            var length = value.Text.EnumerateRunes().Count();
            if (length < schema.MinLength)
                sink.Add(value, schema, "minLength", $"must have at least {Plural(schema.MinLength, "character")}");
            if (length > schema.MaxLength)
                sink.Add(value, schema, "maxLength", $"must have at most {Plural(schema.MaxLength.Value, "character")}");
        }
        if (schema.Pattern is { } pattern && !pattern.IsMatch(value.Utf8))
            sink.Add(value, schema, "pattern", $"must match {pattern.Source}");
        if (schema.Format is { Text: { } format } && !format(value.Utf8))
            sink.Add(value, schema, "format", $"must be of the format {schema.Format.Name}");
    }

    public static string Plural(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    static JsonTypes TypeOf(JsonValue value) => value.Kind switch
    {
        JsonTokenType.StartObject => JsonTypes.Object,
        JsonTokenType.StartArray => JsonTypes.Array,
        JsonTokenType.String => JsonTypes.String,
        JsonTokenType.Number => new JsonNumber(value.Utf8).IsInteger ? JsonTypes.Integer : JsonTypes.Fraction,
        JsonTokenType.True or JsonTokenType.False => JsonTypes.Boolean,
        _ => JsonTypes.Null,
    };

    static string Describe(Constant[] choices)
    {
        const int shown = 8;
        var text = new StringBuilder().AppendJoin(", ", choices.Take(shown).AsEnumerable());
        return choices.Length > shown ? text.Append(", …").ToString() : text.ToString();
    }
}
