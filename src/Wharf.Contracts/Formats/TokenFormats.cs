using System.Runtime.Intrinsics;
using System.Text;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Formats;

/// <summary>
/// Small formats: UUID (RFC 4122), JSON pointers (RFC 6901 and the relative ones), base64 (RFC 4648), regular expressions.
/// </summary>
static class TokenFormats
{
    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        // Three overlapping vectors; in each, the places of the hyphens are fixed and all others are digits.
        return text.Length == 36
            && HasShape(text, 0b0010_0001_0000_0000) && HasShape(text[16..], 0b1000_0100) && HasShape(text[20..], 0b1000);
    }

    static bool HasShape(ReadOnlySpan<byte> text, uint hyphens)
    {
        var bytes = Vector128.Create(text);
        var digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        var lower = bytes | Vector128.Create((byte)0x20);
        var letters = Vector128.LessThanOrEqual(lower - Vector128.Create((byte)'a'), Vector128.Create((byte)5));
        return Vector128.Equals(bytes, Vector128.Create((byte)'-')).ExtractMostSignificantBits() == hyphens
            && ((digits | letters).ExtractMostSignificantBits() ^ hyphens) == 0xFFFF;
    }

    public static bool IsJsonPointer(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return true;
        if (text[0] != '/')
            return false;
        for (var tilde = text.IndexOf((byte)'~'); tilde >= 0; tilde = text.IndexOf((byte)'~'))
        {
            if (tilde + 1 == text.Length || text[tilde + 1] is not ((byte)'0' or (byte)'1'))
                return false;
            text = text[(tilde + 2)..];
        }
        return true;
    }

    /// <summary>How many levels up, perhaps an item before or after, then a pointer or the name itself (<c>#</c>).</summary>
    public static bool IsRelativeJsonPointer(ReadOnlySpan<byte> text)
    {
        if (!TakeNumber(ref text, allowZero: true))
            return false;
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
            if (!TakeNumber(ref text, allowZero: false))
                return false;
        }
        return text.SequenceEqual("#"u8) || IsJsonPointer(text);
    }

    static bool TakeNumber(ref ReadOnlySpan<byte> text, bool allowZero)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return !digits.IsEmpty && (digits[0] != '0' || (allowZero && digits.Length == 1));
    }

    public static bool IsBase64(ReadOnlySpan<byte> text)
    {
        if (text.Length % 4 != 0)
            return false;
        var padding = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
        foreach (var single in text[..^padding])
        {
            if (!char.IsAsciiLetterOrDigit((char)single) && single is not ((byte)'+' or (byte)'/'))
                return false;
        }
        return true;
    }

    /// <summary>The one format that allocates: it parses.</summary>
    public static bool IsRegex(ReadOnlySpan<byte> text)
    {
        try
        {
            PatternParser.Parse(Encoding.UTF8.GetString(text));
            return true;
        }
        catch (PatternException)
        {
            return false;
        }
    }
}
