using System.Buffers;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Puts the text of parameters and form fields into JSON: as the first type that the schema admits (<c>5</c> is the number 5 where an integer is
/// admitted, the string "5" elsewhere), so that one validator serves bodies and parameters alike.
/// </summary>
static class ParameterText
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? Scratch;

    /// <summary>The value as JSON; valid until the next call on this thread.</summary>
    public static ReadOnlySpan<byte> ToJson(ParameterValue value, ParameterShape shape)
    {
        var buffer = Scratch ??= new ArrayBufferWriter<byte>(256);
        buffer.ResetWrittenCount();
        Write(buffer, value, shape);
        return buffer.WrittenSpan;
    }

    /// <summary>Appends the value as JSON.</summary>
    public static void Write(IBufferWriter<byte> buffer, ParameterValue value, ParameterShape shape)
    {
        if (value.Text is { } text) WriteScalar(buffer, text, shape.Types);
        else if (value.Items is { } items)
        {
            buffer.Write("["u8);
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0) buffer.Write(","u8);
                WriteScalar(buffer, items[i], shape.ItemTypes);
            }
            buffer.Write("]"u8);
        }
        else if (value.Members is { } members)
        {
            buffer.Write("{"u8);
            for (var i = 0; i < members.Count; i++)
            {
                if (i > 0) buffer.Write(","u8);
                WriteString(buffer, members[i].Key);
                buffer.Write(":"u8);
                WriteScalar(buffer, members[i].Value, shape.MemberTypes.GetValueOrDefault(members[i].Key, shape.OtherMemberTypes));
            }
            buffer.Write("}"u8);
        }
    }

    static void WriteScalar(IBufferWriter<byte> buffer, string text, AdmittedTypes types)
    {
        if (IsLiteral(text, types)) Encoding.UTF8.GetBytes(text, buffer);
        else WriteString(buffer, text);
    }

    static void WriteString(IBufferWriter<byte> buffer, string text)
    {
        buffer.Write("\""u8);
        buffer.Write(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        buffer.Write("\""u8);
    }

    static bool IsLiteral(string text, AdmittedTypes types) =>
        (types.HasFlag(AdmittedTypes.Integer) && IsInteger(text))
        || (types.HasFlag(AdmittedTypes.Number) && IsNumber(text))
        || (types.HasFlag(AdmittedTypes.Boolean) && text is "true" or "false")
        || (types.HasFlag(AdmittedTypes.Null) && text == "null");

    // `-?(0|[1-9][0-9]*)`: unlike in a JSON body, where 1.0 is an integer too, there is one way to write an integer parameter.
    static bool IsInteger(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("-")) text = text[1..];
        return text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
    }

    static bool IsNumber(string text)
    {
        if (text.Length == 0 || (text[0] != '-' && !char.IsAsciiDigit(text[0]))) return false;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
