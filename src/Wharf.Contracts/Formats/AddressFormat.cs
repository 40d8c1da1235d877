namespace Wharf.Contracts.Formats;

/// <summary>IP addresses: the dotted quad of RFC 2673 and the IPv6 text of RFC 4291, section 2.2, without a zone.</summary>
static class AddressFormat
{
    const int GroupCount = 8;

    public static bool IsIpv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var end = part < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end < 0 || !IsOctet(text[..end]))
                return false;
            text = part < 3 ? text[(end + 1)..] : [];
        }
        return true;
    }

    /// <summary>0 to 255 without a leading zero, which some would read as octal.</summary>
    static bool IsOctet(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 1 or > 3 || (text.Length > 1 && text[0] == '0'))
            return false;
        var value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (digit - '0');
        }
        return value <= 255;
    }

    public static bool IsIpv6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
            return Groups(text, mayEndInIpv4: true) == GroupCount;
        var before = text[..gap];
        var after = text[(gap + 2)..];
        var first = before.IsEmpty ? 0 : Groups(before, mayEndInIpv4: false);
        var last = after.IsEmpty ? 0 : Groups(after, mayEndInIpv4: true);
        return first >= 0 && last >= 0 && first + last < GroupCount;
    }

    /// <summary>How many groups of 16 bits there are, or -1.</summary>
    static int Groups(ReadOnlySpan<byte> text, bool mayEndInIpv4)
    {
        for (var count = 1; ; count++)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIpv4 && group.Contains((byte)'.'))
                return IsIpv4(group) ? count + 1 : -1;
            if (group.Length is < 1 or > 4 || !IsHex(group))
                return -1;
            if (colon < 0)
                return count;
            text = text[(colon + 1)..];
        }
    }

    static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return true;
    }
}
