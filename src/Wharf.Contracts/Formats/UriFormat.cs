using System.Text;

namespace Wharf.Contracts.Formats;

/// <summary>URIs by the grammar of RFC 3986, appendix A, and IRIs by that of RFC 3987, which adds characters beyond ASCII.</summary>
static class UriFormat
{
    /// <summary>The punctuation of <c>pchar</c> and more, by part.</summary>
    const string Segment = "-._~!$&'()*+,;=:@";
    const string Path = Segment + "/";
    const string Query = Path + "?";
    const string UserInfo = "-._~!$&'()*+,;=:";
    const string RegisteredName = "-._~!$&'()*+,;=";

    public static bool IsUri(ReadOnlySpan<byte> text, bool isIri)
    {
        var colon = text.IndexOf((byte)':');
        return colon > 0 && IsScheme(text[..colon]) && IsRest(text[(colon + 1)..], isIri, isRelative: false);
    }

    public static bool IsReference(ReadOnlySpan<byte> text, bool isIri) =>
        IsUri(text, isIri) || IsRest(text, isIri, isRelative: true);

    static bool IsScheme(ReadOnlySpan<byte> text)
    {
        if (!char.IsAsciiLetter((char)text[0]))
            return false;
        foreach (var single in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)single) && single is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        }
        return true;
    }

    static bool IsRest(ReadOnlySpan<byte> text, bool isIri, bool isRelative)
    {
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (!Consists(text[(hash + 1)..], Query, isIri, allowPrivate: false))
                return false;
            text = text[..hash];
        }
        var mark = text.IndexOf((byte)'?');
        if (mark >= 0)
        {
            if (!Consists(text[(mark + 1)..], Query, isIri, allowPrivate: true))
                return false;
            text = text[..mark];
        }
        if (text.StartsWith("//"u8))
        {
            text = text[2..];
            var slash = text.IndexOf((byte)'/');
            var authority = slash < 0 ? text : text[..slash];
            return IsAuthority(authority, isIri) && (slash < 0 || Consists(text[slash..], Path, isIri, allowPrivate: false));
        }
        if (isRelative)
        {
            // A colon in the first segment would make it a scheme.
            var slash = text.IndexOf((byte)'/');
            if ((slash < 0 ? text : text[..slash]).Contains((byte)':'))
                return false;
        }
        return Consists(text, Path, isIri, allowPrivate: false);
    }

    static bool IsAuthority(ReadOnlySpan<byte> text, bool isIri)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            if (!Consists(text[..at], UserInfo, isIri, allowPrivate: false))
                return false;
            text = text[(at + 1)..];
        }
        if (!text.IsEmpty && text[0] == '[')
        {
            var end = text.IndexOf((byte)']');
            return end > 0 && IsLiteral(text[1..end]) && IsPort(text[(end + 1)..]);
        }
        var colon = text.IndexOf((byte)':');
        var host = colon < 0 ? text : text[..colon];
        return Consists(host, RegisteredName, isIri, allowPrivate: false) && IsPort(colon < 0 ? [] : text[colon..]);
    }

    static bool IsPort(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text[0] == ':' && text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);

    /// <summary>What stands in brackets: an IPv6 address, or the version of a future one, a dot and characters.</summary>
    static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'v' or (byte)'V'))
            return AddressFormat.IsIpv6(text);
        var dot = text.IndexOf((byte)'.');
        if (dot < 2 || dot + 1 == text.Length || text[dot..].Contains((byte)'%'))
            return false;
        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return Consists(text[(dot + 1)..], UserInfo, isIri: false, allowPrivate: false);
    }

    /// <summary>
    /// Whether there is nothing but letters, digits, percent-encoded bytes, the punctuation given and, in IRIs, other characters.
    /// </summary>
    static bool Consists(ReadOnlySpan<byte> text, string punctuation, bool isIri, bool allowPrivate)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var single = text[index];
            if (char.IsAsciiLetterOrDigit((char)single))
                continue;
            if (single == '%')
            {
                if (!IsPercentEncoded(text[index..]))
                    return false;
                index += 2;
            }
            else if (single >= 0x80)
            {
                Rune.DecodeFromUtf8(text[index..], out var rune, out var length);
                if (!isIri || !IsBeyondAscii(rune.Value, allowPrivate))
                    return false;
                index += length - 1;
            }
            else if (!punctuation.Contains((char)single, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    public static bool IsPercentEncoded(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);

    /// <summary><c>ucschar</c>, and <c>iprivate</c> where a query may have it.</summary>
    public static bool IsBeyondAscii(int codePoint, bool allowPrivate) => codePoint switch
    {
        >= 0xA0 and <= 0xD7FF or >= 0xF900 and <= 0xFDCF or >= 0xFDF0 and <= 0xFFEF => true,
        >= 0xE000 and <= 0xF8FF or >= 0xF0000 => allowPrivate && (codePoint & 0xFFFF) <= 0xFFFD,
        >= 0xE0000 and <= 0xE0FFF => false,
        >= 0x10000 => (codePoint & 0xFFFF) <= 0xFFFD,
        _ => false,
    };
}
