using System.Buffers;

namespace Wharf.Contracts.Formats;

/// <summary>Mailboxes of RFC 5321, section 4.1.2, and the internationalised ones of RFC 6531.</summary>
static class MailboxFormat
{
    const int LongestLocalPart = 64;
    const int LongestDomain = 255;

    /// <summary>What needs no second look in a local part.</summary>
    static readonly SearchValues<byte> PlainBytes =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_+"u8);

    public static bool IsEmail(ReadOnlySpan<byte> text) => IsMailbox(text, isInternational: false);

    public static bool IsIdnEmail(ReadOnlySpan<byte> text) => IsMailbox(text, isInternational: true);

    static bool IsMailbox(ReadOnlySpan<byte> text, bool isInternational)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at is < 1 or > LongestLocalPart)
            return false;
        var local = text[..at];
        var domain = text[(at + 1)..];
        return (local[0] == '"' ? IsQuoted(local, isInternational) : IsDotted(local, isInternational)) && IsDomain(domain, isInternational);
    }

    static bool IsDotted(ReadOnlySpan<byte> text, bool isInternational)
    {
        if (!text.ContainsAnyExcept(PlainBytes))
            return true;
        var mayBeDot = false;
        for (var index = 0; index < text.Length; index++)
        {
            var single = text[index];
            if (single == '.')
            {
                if (!mayBeDot || index + 1 == text.Length)
                    return false;
                mayBeDot = false;
                continue;
            }
            if (single >= 0x80 ? !isInternational : !char.IsAsciiLetterOrDigit((char)single) && !"!#$%&'*+-/=?^_`{|}~"u8.Contains(single))
                return false;
            mayBeDot = true;
        }
        return true;
    }

    static bool IsQuoted(ReadOnlySpan<byte> text, bool isInternational)
    {
        if (text.Length < 2 || text[^1] != '"')
            return false;
        text = text[1..^1];
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
                if (index == text.Length || text[index] is < 0x20 or >= 0x7F)
                    return false;
            }
            else if (text[index] is < 0x20 or (byte)'"' or 0x7F || (text[index] >= 0x80 && !isInternational))
                return false;
        }
        return true;
    }

    static bool IsDomain(ReadOnlySpan<byte> text, bool isInternational)
    {
        if (text.Length is 0 or > LongestDomain)
            return false;
        if (text[0] != '[')
            return isInternational ? HostNameFormat.IsIdnHostName(text) : HostNameFormat.IsHostName(text);
        if (text[^1] != ']')
            return false;
        text = text[1..^1];
        if (!text.StartsWith("IPv6:"u8))
            return AddressFormat.IsIpv4(text);
        return AddressFormat.IsIpv6(text["IPv6:"u8.Length..]);
    }
}
