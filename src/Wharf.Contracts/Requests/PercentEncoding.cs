using System.Buffers;
using System.Text;

namespace Wharf.Contracts.Requests;

/// <summary>Percent-decoding that refuses (RFC 3986, section 2.1): what is not `%` and two hexadecimal digits, or not UTF-8 once decoded, is no text.</summary>
static class PercentEncoding
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The decoded text; null when the encoding is broken.</summary>
    /// <param name="raw">The text as it was sent.</param>
    /// <param name="plusIsSpace">Whether `+` stands for a space, as in forms and query strings.</param>
    public static string? Decode(ReadOnlySpan<char> raw, bool plusIsSpace)
    {
        if (raw.IndexOf('%') < 0 && !(plusIsSpace && raw.Contains('+')) && Ascii.IsValid(raw)) return raw.ToString();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(raw.Length));
        try
        {
            var length = 0;
            for (var i = 0; i < raw.Length; i++)
            {
                var c = raw[i];
                if (c == '%')
                {
                    if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2])) return null;
                    bytes[length++] = (byte)((Hex(raw[i + 1]) << 4) | Hex(raw[i + 2]));
                    i += 2;
                }
                else if (c == '+' && plusIsSpace) bytes[length++] = (byte)' ';
                else if (char.IsAscii(c)) bytes[length++] = (byte)c;
                else
                {
                    // Kestrel has decoded raw UTF-8 already; a pair of surrogates is one character.
                    var pair = char.IsHighSurrogate(c) && i + 1 < raw.Length ? 2 : 1;
                    length += Encoding.UTF8.GetBytes(raw.Slice(i, pair), bytes.AsSpan(length));
                    i += pair - 1;
                }
            }
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    static int Hex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
