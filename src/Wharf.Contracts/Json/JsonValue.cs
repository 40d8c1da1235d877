using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Wharf.Contracts.Json;

/// <summary>
/// A value of a document that is being explained: what the fast verdict does without. It knows its place (the pointer) and the text of its
/// number, because numbers are compared as written.
/// </summary>
sealed class JsonValue
{
    JsonValue(JsonTokenType kind, JsonValue? parent, string key)
    {
        Kind = kind;
        Parent = parent;
        Key = key;
    }

    /// <summary>StartObject, StartArray, String, Number, True, False or Null.</summary>
    public JsonTokenType Kind { get; }

    public JsonValue? Parent { get; }

    /// <summary>The member's name or the item's index; empty for the root.</summary>
    public string Key { get; }

    /// <summary>The string's content or the number's text.</summary>
    public string Text { get; private init; } = "";

    public byte[] Utf8 => utf8 ??= Encoding.UTF8.GetBytes(Text);

    public List<JsonValue> Children { get; } = [];

    byte[]? utf8;

    /// <summary>The members by name; where a name is repeated, the last of them.</summary>
    Dictionary<string, JsonValue>? members;

    public string Pointer => Parent is null ? "" : Parent.Pointer + "/" + Schemas.JsonPointers.Escape(Key);

    public JsonValue? Member(string name)
    {
        if (members is null)
        {
            members = [];
            foreach (var child in Children)
                members[child.Key] = child;
        }
        return members.GetValueOrDefault(name);
    }

    /// <summary>Reads text that is known to be one JSON document.</summary>
    public static JsonValue Parse(ReadOnlySpan<byte> utf8Json, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        return Read(ref reader, null, "");
    }

    /// <summary>A string value that stands on no line of a document: a member's name, to be judged by <c>propertyNames</c>.</summary>
    public static JsonValue Name(JsonValue member) => new(JsonTokenType.String, member.Parent, member.Key) { Text = member.Key };

    static JsonValue Read(ref Utf8JsonReader reader, JsonValue? parent, string key)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            _ => "",
        };
        var value = new JsonValue(reader.TokenType, parent, key) { Text = text };
        if (value.Kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                value.Children.Add(Read(ref reader, value, name));
            }
        }
        else if (value.Kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                value.Children.Add(Read(ref reader, value, value.Children.Count.ToString(CultureInfo.InvariantCulture)));
        }
        return value;
    }

    /// <summary>Equality as JSON Schema has it: numbers by value, objects without order.</summary>
    public bool IsEqualTo(JsonValue other)
    {
        if (Kind != other.Kind || Children.Count != other.Children.Count)
            return false;
        return Kind switch
        {
            JsonTokenType.String => Text == other.Text,
            JsonTokenType.Number => new JsonNumber(Utf8).CompareTo(new JsonNumber(other.Utf8)) == 0,
            JsonTokenType.StartArray => Children.Zip(other.Children).All(pair => pair.First.IsEqualTo(pair.Second)),
            JsonTokenType.StartObject => Children.All(child => other.Children.Any(twin => twin.Key == child.Key && child.IsEqualTo(twin))),
            _ => true,
        };
    }

    /// <summary>Equal values have equal hashes: what <c>uniqueItems</c> sorts by before it compares.</summary>
    public int EqualityHash() => Kind switch
    {
        JsonTokenType.String => Text.GetHashCode(StringComparison.Ordinal),
        JsonTokenType.Number => NumberHash(),
        JsonTokenType.StartArray => Children.Aggregate(17, (hash, child) => HashCode.Combine(hash, child.EqualityHash())),
        JsonTokenType.StartObject => Children.Aggregate(19, (hash, child) =>
            hash + HashCode.Combine(child.Key.GetHashCode(StringComparison.Ordinal), child.EqualityHash())),
        _ => (int)Kind,
    };

    int NumberHash()
    {
        var number = new JsonNumber(Utf8);
        var hash = HashCode.Combine(number.IsNegative, number.DigitCount, number.IsZero ? 0 : number.Exponent);
        for (var index = 0; index < number.DigitCount; index++)
            hash = HashCode.Combine(hash, number.Digit(index));
        return hash;
    }

    /// <summary>The value as a message shows it: short.</summary>
    public override string ToString() => Kind switch
    {
        JsonTokenType.String => Text.Length <= 40 ? $"\"{Text}\"" : $"\"{Text[..40]}…\"",
        JsonTokenType.Number => Text.Length <= 40 ? Text : Text[..40] + "…",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };
}
