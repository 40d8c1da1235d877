using System.Text;

namespace Wharf.Server.Files;

/// <summary>
/// Writes <c>Content-Disposition</c> (RFC 6266): <c>filename</c> in ASCII for clients that know no better, and <c>filename*</c> (RFC
/// 8187) with the true name whenever the two differ. Always an attachment: what users upload is never shown as a page of this site.
/// </summary>
static class AttachmentName
{
    public static string Disposition(string name)
    {
        var plain = Plain(name);
        var header = $"attachment; filename=\"{plain}\"";
        return plain == name ? header : $"{header}; filename*=UTF-8''{Encode(name)}";
    }

    // Quotes and backslashes could be escaped, and percent signs are legal, but clients are known to read each in its own way.
    static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            plain.Append(rune.IsAscii && rune.Value is >= 0x20 and < 0x7F and not ('"' or '\\' or '%') ? (char)rune.Value : '_');
        return plain.ToString();
    }

    static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length * 3);
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (octet < 0x80 && (char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`|~".Contains((char)octet, StringComparison.Ordinal)))
                encoded.Append((char)octet);
            else encoded.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }
}
