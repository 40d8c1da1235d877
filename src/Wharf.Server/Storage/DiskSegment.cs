using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Wharf.Server.Storage;

/// <summary>
/// Writes a piece of a key as a file name that means the same on every file system, and reads it back. Lower-case letters, digits,
/// `-`, `_` and `.` stand for themselves; every other byte of the UTF-8 is `%` and two lower-case hexadecimal digits. So no two keys
/// differ by case or by Unicode normalisation alone, and neither slash, backslash, colon nor the marks of <see cref="DiskLayout"/>
/// can appear. Windows' devices (`con`, `nul.txt`) and its dislike of a dot at the end cost one more escape.
/// </summary>
static class DiskSegment
{
    /// <summary>What the empty piece is called: an escape without digits, which nothing else is.</summary>
    const string Empty = "%";

    public static string Encode(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return Empty;
        }
        var name = new StringBuilder(piece.Length);
        for (var i = 0; i < piece.Length; i++)
        {
            if (StandsForItself(piece[i]) && !WindowsMinds(piece, i))
            {
                name.Append((char)piece[i]);
            }
            else
            {
                name.Append('%').Append(Digit(piece[i] >> 4)).Append(Digit(piece[i] & 15));
            }
        }
        return name.ToString();
    }

    /// <summary>False for a name that <see cref="Encode"/> does not write: whatever it is, it is no object of ours.</summary>
    public static bool TryDecode(ReadOnlySpan<char> name, [NotNullWhen(true)] out byte[]? piece)
    {
        piece = Decode(name);
        if (piece is not null && !name.SequenceEqual(Encode(piece)))
        {
            piece = null;
        }
        return piece is not null;
    }

    static byte[]? Decode(ReadOnlySpan<char> name)
    {
        if (name is Empty)
        {
            return [];
        }
        var bytes = new List<byte>(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '%')
            {
                if (!char.IsAscii(name[i]))
                {
                    return null;
                }
                bytes.Add((byte)name[i]);
            }
            else if (i + 2 < name.Length && char.IsAsciiHexDigit(name[i + 1]) && char.IsAsciiHexDigit(name[i + 2]))
            {
                bytes.Add(byte.Parse(name.Slice(i + 1, 2), System.Globalization.NumberStyles.HexNumber));
                i += 2;
            }
            else
            {
                return null;
            }
        }
        return [.. bytes];
    }

    static bool StandsForItself(byte b) => (char)b is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.';

    static char Digit(int value) => "0123456789abcdef"[value];

    // A device's last letter, and a dot at the end; `con.` needs both.
    static bool WindowsMinds(ReadOnlySpan<byte> piece, int index)
    {
        if (piece[index] == '.')
        {
            return index == piece.Length - 1;
        }
        var dot = piece.IndexOf((byte)'.');
        var stem = dot < 0 ? piece : piece[..dot];
        return index == stem.Length - 1 && IsDevice(stem);
    }

    static bool IsDevice(ReadOnlySpan<byte> stem) => stem.Length switch
    {
        3 => stem.SequenceEqual("con"u8) || stem.SequenceEqual("prn"u8) || stem.SequenceEqual("aux"u8) || stem.SequenceEqual("nul"u8),
        4 => (stem.StartsWith("com"u8) || stem.StartsWith("lpt"u8)) && stem[3] is >= (byte)'0' and <= (byte)'9',
        _ => false,
    };
}
