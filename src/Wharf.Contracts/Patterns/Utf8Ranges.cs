using System.Text;

namespace Wharf.Contracts.Patterns;

/// <summary>A range of code points as sequences of byte ranges: what UTF-8 makes of it.</summary>
static class Utf8Ranges
{
    static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>The sequences, each of one to four ranges of bytes.</summary>
    public static IEnumerable<(byte First, byte Last)[]> Split(int first, int last)
    {
        // Never across a change of the encoded length.
        foreach (var limit in LastOfLength)
        {
            if (first > limit || last <= limit)
                continue;
            foreach (var sequence in Split(first, limit).Concat(Split(limit + 1, last)))
                yield return sequence;
            yield break;
        }
        // Never so that trailing bytes would run through part of their range under different leading bytes.
        for (var bits = 6; bits <= 18 && last > 0x7F; bits += 6)
        {
            var mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
                continue;
            var cut = (first & mask) != 0 ? first | mask : (last & mask) != mask ? (last & ~mask) - 1 : -1;
            if (cut < 0)
                continue;
            foreach (var sequence in Split(first, cut).Concat(Split(cut + 1, last)))
                yield return sequence;
            yield break;
        }
        yield return Sequence(first, last);
    }

    static (byte, byte)[] Sequence(int first, int last)
    {
        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        var length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        var sequence = new (byte, byte)[length];
        for (var index = 0; index < length; index++)
            sequence[index] = (low[index], high[index]);
        return sequence;
    }
}
