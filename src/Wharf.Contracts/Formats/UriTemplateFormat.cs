using System.Text;

namespace Wharf.Contracts.Formats;

/// <summary>URI templates of RFC 6570, all four levels.</summary>
static class UriTemplateFormat
{
    public static bool IsTemplate(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '{')
            {
                var end = text.IndexOf((byte)'}');
                if (end < 0 || !IsExpression(text[1..end]))
                    return false;
                text = text[(end + 1)..];
                continue;
            }
            var length = LiteralLength(text);
            if (length == 0)
                return false;
            text = text[length..];
        }
        return true;
    }

    static int LiteralLength(ReadOnlySpan<byte> text)
    {
        if (text[0] == '%')
            return UriFormat.IsPercentEncoded(text) ? 3 : 0;
        if (text[0] < 0x80)
            return text[0] is <= 0x20 or 0x7F || "\"<>\\^`{|}"u8.Contains(text[0]) ? 0 : 1;
        Rune.DecodeFromUtf8(text, out var rune, out var length);
        return UriFormat.IsBeyondAscii(rune.Value, allowPrivate: true) ? length : 0;
    }

    static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && "+#./;?&=,!@|"u8.Contains(text[0]))
            text = text[1..];
        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
                return false;
            if (comma < 0)
                return true;
            text = text[(comma + 1)..];
        }
    }

    static bool IsVariable(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("*"u8))
            text = text[..^1];
        else if (text.IndexOf((byte)':') is >= 0 and var colon)
        {
            var length = text[(colon + 1)..];
            if (length.Length is < 1 or > 4 || length[0] == '0' || length.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return false;
            text = text[..colon];
        }
        // A dot stands between characters only.
        var mayBeDot = false;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '.' && mayBeDot && index + 1 < text.Length)
            {
                mayBeDot = false;
                continue;
            }
            if (UriFormat.IsPercentEncoded(text[index..]))
                index += 2;
            else if (!char.IsAsciiLetterOrDigit((char)text[index]) && text[index] != '_')
                return false;
            mayBeDot = true;
        }
        return !text.IsEmpty;
    }
}
