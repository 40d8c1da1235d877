using System.Buffers;
using System.Text;

namespace Wharf.Contracts.Formats;

/// <summary>
/// Host names of RFC 1123, section 2.1, whose <c>xn--</c> labels must be real ones, and internationalised host names of RFC 5890 in either
/// form. A trailing dot is no part of a host name here.
/// </summary>
static class HostNameFormat
{
    const int LongestName = 253;
    const int LongestLabel = 63;

    static readonly SearchValues<byte> LabelBytes =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > LongestName)
            return false;
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (!IsLabel(dot < 0 ? text : text[..dot]))
                return false;
            if (dot < 0)
                return true;
            text = text[(dot + 1)..];
        }
    }

    static bool IsLabel(ReadOnlySpan<byte> label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
            return false;
        if (label.ContainsAnyExcept(LabelBytes))
            return false;
        // Hyphens in third and fourth place are reserved for the encodings of other scripts.
        return label.Length < 4 || label[2] != '-' || label[3] != '-' || IsEncodedLabel(label);
    }

    static bool IsEncodedLabel(ReadOnlySpan<byte> label)
    {
        if ((label[0] | 0x20) != 'x' || (label[1] | 0x20) != 'n')
            return false;
        Span<int> codePoints = stackalloc int[LongestLabel];
        var length = Punycode.Decode(label[4..], codePoints);
        if (length <= 0 || codePoints[..length].IndexOfAnyExceptInRange(0, 0x7F) < 0 || !IdnLabel.IsAllowed(codePoints[..length]))
            return false;
        // Only the encoding that the label itself would get is one.
        Span<byte> again = stackalloc byte[LongestLabel * 2];
        var size = Punycode.Encode(codePoints[..length], again);
        return size == label.Length - 4 && Ascii.EqualsIgnoreCase(again[..size], label[4..]);
    }

    public static bool IsIdnHostName(ReadOnlySpan<byte> text)
    {
        Span<int> label = stackalloc int[LongestName];
        var length = 0;
        var total = -1;
        while (true)
        {
            var rune = default(Rune);
            var isEnd = text.IsEmpty;
            if (!isEnd)
            {
                Rune.DecodeFromUtf8(text, out rune, out var size);
                text = text[size..];
            }
            if (!isEnd && !IsDot(rune.Value))
            {
                if (length == LongestName)
                    return false;
                label[length++] = rune.Value;
                continue;
            }
            var encoded = EncodedLength(label[..length]);
            if (encoded < 0)
                return false;
            total += encoded + 1;
            length = 0;
            if (isEnd)
                return total <= LongestName;
        }
    }

    /// <summary>The full stops that IDNA takes for one (RFC 3490, section 3.1).</summary>
    static bool IsDot(int codePoint) => codePoint is '.' or 0x3002 or 0xFF0E or 0xFF61;

    /// <summary>The length of a label in its ASCII form, or -1 if it is none.</summary>
    static int EncodedLength(ReadOnlySpan<int> label)
    {
        if (label.Length is 0 or > LongestLabel)
            return -1;
        if (label.IndexOfAnyExceptInRange(0, 0x7F) < 0)
        {
            Span<byte> ascii = stackalloc byte[LongestLabel];
            for (var index = 0; index < label.Length; index++)
                ascii[index] = (byte)label[index];
            return IsLabel(ascii[..label.Length]) ? label.Length : -1;
        }
        if (!IdnLabel.IsAllowed(label))
            return -1;
        Span<byte> encoded = stackalloc byte[LongestLabel * 8];
        var length = Punycode.Encode(label, encoded) + 4;
        return length <= LongestLabel ? length : -1;
    }
}
