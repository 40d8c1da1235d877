using System.Text;
using System.Text.Json;

namespace Wharf.Contracts.Json;

/// <summary>A JSON value that stands in a schema: a <c>const</c>, a member of an <c>enum</c>, a bound.</summary>
sealed class Constant
{
    const int LongestText = 60;

    public Constant(JsonElement element)
    {
        Text = element.GetRawText();
        Utf8 = Encoding.UTF8.GetBytes(Text);
        Value = JsonValue.Parse(Utf8, maxDepth: 1000);
    }

    /// <summary>The value as JSON text, for the bytes of a document to be compared with.</summary>
    public byte[] Utf8 { get; }

    public JsonValue Value { get; }

    /// <summary>The value as written in the schema.</summary>
    public string Text { get; }

    public override string ToString() => Text.Length <= LongestText ? Text : Text[..LongestText] + "…";
}
