using System.Text;

namespace Wharf.Contracts.Json;

/// <summary>Escapes inside JSON strings.</summary>
static class JsonEscapes
{
    const int UnitLength = 6;

    /// <summary>
    /// The length of the escape that text begins with; 0 if it is none, -1 if it is half a surrogate pair: JSON's grammar lets that pass,
    /// but it
    /// is no character and cannot be said in UTF-8.
    /// </summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] != 'u')
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        var unit = Unit(text);
        if (unit < 0)
            return 0;
        if (unit is < 0xD800 or > 0xDFFF)
            return UnitLength;
        return unit <= 0xDBFF && Unit(text[UnitLength..]) is >= 0xDC00 and <= 0xDFFF ? 2 * UnitLength : -1;
    }

    /// <summary>Writes a string's content, free of escapes, and tells its length: never more than the text's.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var escape = text.IndexOf((byte)'\\');
            var plain = escape < 0 ? text : text[..escape];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (escape < 0)
                return written;
            text = text[escape..];
            var length = Length(text);
            written += Rune(text, length).EncodeToUtf8(destination[written..]);
            text = text[length..];
        }
    }

    static Rune Rune(ReadOnlySpan<byte> escape, int length) => length switch
    {
        2 * UnitLength => new Rune((char)Unit(escape), (char)Unit(escape[UnitLength..])),
        UnitLength => new Rune(Unit(escape)),
        _ => new Rune((char)(escape[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            var itself => (char)itself,
        })),
    };

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c>, or -1.</summary>
    static int Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < UnitLength || text[0] != '\\' || text[1] != 'u')
            return -1;
        var unit = 0;
        for (var index = 2; index < UnitLength; index++)
        {
            var digit = text[index] switch
            {
                >= (byte)'0' and <= (byte)'9' => text[index] - '0',
                >= (byte)'a' and <= (byte)'f' => text[index] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => text[index] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
                return -1;
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
