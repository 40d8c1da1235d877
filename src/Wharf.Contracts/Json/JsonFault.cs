using System.Text;
using System.Text.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Json;

/// <summary>Why text is not one JSON document.</summary>
enum JsonFaultKind
{
    None,
    Empty,
    ByteOrderMark,
    InvalidUtf8,
    UnexpectedByte,
    UnexpectedEnd,
    ControlCharacter,
    InvalidEscape,
    LoneSurrogate,
    InvalidNumber,
    TooDeep,
    DuplicateName,
    TrailingBytes,
}

/// <summary>What is wrong with text that is not one JSON document, and at which byte.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">The byte, counted from 0.</param>
/// <param name="Pointer">The value being read there, if it is known.</param>
/// <param name="Detail">The repeated name, or the limit.</param>
sealed record JsonFault(JsonFaultKind Kind, int Offset, string Pointer = "", string Detail = "")
{
    public SchemaViolation ToViolation(string location) =>
        new(Pointer, location, "json", $"the document is not valid JSON (json): {Reason}");

    string Reason => Kind switch
    {
        JsonFaultKind.Empty => "there is no text",
        JsonFaultKind.ByteOrderMark => "it begins with a byte order mark at byte 0",
        JsonFaultKind.InvalidUtf8 => $"invalid UTF-8 at byte {Offset}",
        JsonFaultKind.UnexpectedEnd => $"it ends too early, at byte {Offset}",
        JsonFaultKind.ControlCharacter => $"an unescaped control character in a string at byte {Offset}",
        JsonFaultKind.InvalidEscape => $"an invalid escape at byte {Offset}",
        JsonFaultKind.LoneSurrogate => $"half a surrogate pair at byte {Offset}",
        JsonFaultKind.InvalidNumber => $"an invalid number at byte {Offset}",
        JsonFaultKind.TooDeep => $"more than {Detail} arrays and objects are nested at byte {Offset}",
        JsonFaultKind.DuplicateName => $"the member \"{Detail}\" is repeated at {Pointer}, byte {Offset}",
        JsonFaultKind.TrailingBytes => $"text follows the value at byte {Offset}",
        _ => $"an unexpected character at byte {Offset}",
    };

    /// <summary>The pointer of the member whose repeated name stands at a place, everything before it being good.</summary>
    public static JsonFault Duplicate(ReadOnlySpan<byte> text, int offset, int maxDepth)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
        var path = new Stack<string>();
        var indexes = new Stack<int>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    path.Pop();
                    path.Push(reader.GetString()!);
                    if (reader.TokenStartIndex == offset)
                        return new JsonFault(JsonFaultKind.DuplicateName, offset, Join(path), path.Peek());
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    indexes.Pop();
                    continue;
            }
            if (indexes.TryPop(out var index))
            {
                if (index >= 0)
                {
                    path.Pop();
                    path.Push(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
                indexes.Push(index < 0 ? index : index + 1);
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                path.Push("");
                indexes.Push(reader.TokenType == JsonTokenType.StartObject ? -1 : 0);
            }
        }
        return new JsonFault(JsonFaultKind.DuplicateName, offset);
    }

    static string Join(Stack<string> path)
    {
        var pointer = new StringBuilder();
        foreach (var token in path.Reverse())
            pointer.Append('/').Append(JsonPointers.Escape(token));
        return pointer.ToString();
    }
}
