using System.Globalization;

namespace Wharf.Contracts.Formats;

/// <summary>The code points that IDNA 2008 allows in some company only (RFC 5892, appendix A).</summary>
static class IdnContext
{
    /// <summary>Signs that join consonants, of canonical combining class 9.</summary>
    static readonly HashSet<int> Viramas =
    [
        0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD3B, 0xD3C, 0xD4D, 0xDCA, 0xE3A, 0xEBA, 0xF84, 0x1039, 0x103A, 0x1714,
        0x1715,
        0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C, 0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED,
        0x10A3F,
        0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235, 0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF, 0x1163F,
        0x116B6,
        0x1172B, 0x11839, 0x1193D, 0x1193E, 0x119E0, 0x11A34, 0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    ];

    /// <summary>Whether a code point's company is right; no answer for one that does not care.</summary>
    public static bool? Rule(ReadOnlySpan<int> label, int index)
    {
        var before = index > 0 ? label[index - 1] : -1;
        var after = index + 1 < label.Length ? label[index + 1] : -1;
        return label[index] switch
        {
            0x200D => Viramas.Contains(before),
            0x200C => Viramas.Contains(before) || IsBetweenJoining(label, index),
            0xB7 => before == 'l' && after == 'l',
            0x375 => IsGreek(after),
            0x5F3 or 0x5F4 => IsHebrew(before),
            0x30FB => HasJapanese(label),
            >= 0x660 and <= 0x669 => label.IndexOfAnyInRange(0x6F0, 0x6F9) < 0,
            >= 0x6F0 and <= 0x6F9 => label.IndexOfAnyInRange(0x660, 0x669) < 0,
            _ => null,
        };
    }

    /// <summary>Whether letters of a joining script stand on both sides, marks aside.</summary>
    static bool IsBetweenJoining(ReadOnlySpan<int> label, int index)
    {
        var left = index - 1;
        while (left >= 0 && IsMark(label[left]))
            left--;
        var right = index + 1;
        while (right < label.Length && IsMark(label[right]))
            right++;
        return left >= 0 && right < label.Length && JoinsAfter(label[left]) && IsJoining(label[right]);
    }

    static bool IsMark(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.NonSpacingMark;

    static bool IsJoining(int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.OtherLetter
        && codePoint is (>= 0x620 and <= 0x6FF and not 0x621 and not 0x674)
            or (>= 0x710 and <= 0x77F) or (>= 0x7CA and <= 0x7EA) or (>= 0x840 and <= 0x858) or (>= 0x860 and <= 0x8C7)
            or (>= 0x1820 and <= 0x18AA)
            or (>= 0xA840 and <= 0xA872) or (>= 0x1E900 and <= 0x1E943);

    /// <summary>Alef, dal, reh, waw and the like join to what is before them only.</summary>
    static bool JoinsAfter(int codePoint) => IsJoining(codePoint) && codePoint is not ((>= 0x622 and <= 0x625) or 0x627 or 0x629
        or (>= 0x62F and <= 0x632)
        or 0x648 or (>= 0x671 and <= 0x673) or (>= 0x675 and <= 0x677) or (>= 0x688 and <= 0x699) or 0x6C0 or (>= 0x6C3 and <= 0x6CB)
        or 0x6CD or 0x6CF or 0x6D2
        or 0x6D3 or 0x6D5 or 0x6EE or 0x6EF or 0x710 or (>= 0x715 and <= 0x719) or 0x71E or 0x728 or 0x72A or 0x72C or 0x72F or 0x74D);

    static bool IsGreek(int codePoint) => codePoint is (>= 0x370 and <= 0x3FF and not 0x37E and not 0x385 and not 0x387)
        or (>= 0x1F00 and <= 0x1FFE);

    static bool IsHebrew(int codePoint) => codePoint is (>= 0x591 and <= 0x5F4) or (>= 0xFB1D and <= 0xFB4F);

    static bool HasJapanese(ReadOnlySpan<int> label)
    {
        foreach (var codePoint in label)
        {
            if (codePoint is (>= 0x3041 and <= 0x309F and not 0x3099 and not 0x309A)
            or (>= 0x30A1 and <= 0x30FF and not 0x30FB and not 0x30FC)
                or (>= 0x31F0 and <= 0x31FF) or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x20000 and <= 0x3FFFF))
                return true;
        }
        return false;
    }
}
