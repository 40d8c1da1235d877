using System.Globalization;

namespace Wharf.Contracts.Formats;

/// <summary>
/// Which labels IDNA 2008 allows in an internationalised host name: RFC 5891, section 4.2, with the code points of RFC 5892.
/// </summary>
/// <remarks>
/// Code points are derived from general categories, and compatibility characters from their blocks, because the framework has neither
/// normalisation nor joining types in its invariant mode. Not judged: normal form C, and the right-to-left rule of RFC 5893.
/// </remarks>
static class IdnLabel
{
    public static bool IsAllowed(ReadOnlySpan<int> label)
    {
        if (label[0] == '-' || label[^1] == '-' || (label.Length >= 4 && label[2] == '-' && label[3] == '-'))
            return false;
        if (CharUnicodeInfo.GetUnicodeCategory(label[0])
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
            return false;
        for (var index = 0; index < label.Length; index++)
        {
            if (IdnContext.Rule(label, index) is { } inContext ? !inContext : !IsValid(label[index]))
                return false;
        }
        return true;
    }

    static bool IsValid(int codePoint)
    {
        if (codePoint < 0x80)
            return codePoint is '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
        // RFC 5892, section 2.6.
        if (codePoint is 0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007)
            return true;
        if (codePoint is 0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B)
            return false;
        if (IsCompatibility(codePoint) || IsOldHangul(codePoint) || IsIgnorable(codePoint))
            return false;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.DecimalDigitNumber;
    }

    /// <summary>Blocks of characters that normalisation turns into others (section 2.2).</summary>
    static bool IsCompatibility(int codePoint) => codePoint is 0xAA or 0xBA or 0x17F or (>= 0x2B0 and <= 0x2B8) or (>= 0x2E0 and <= 0x2E4)
        or 0x345 or 0x37A or 0x3D0 or 0x3D1 or 0x3D5 or 0x3D6 or (>= 0x3F0 and <= 0x3F2) or 0x3F5 or 0x587 or (>= 0x675 and <= 0x678)
        or 0xE33 or 0xEB3 or 0xEDC
        or 0xEDD or (>= 0x1D2C and <= 0x1D2E) or (>= 0x1D30 and <= 0x1D6A and not 0x1D3B and not 0x1D4E) or (>= 0x2071 and <= 0x209C)
        or (>= 0x2100 and <= 0x214D)
        or (>= 0x2170 and <= 0x217F) or (>= 0x3131 and <= 0x318E) or (>= 0xF900 and <= 0xFA0D) or (>= 0xFA10 and <= 0xFAD9 and not (0xFA11
        or 0xFA13 or 0xFA14 or 0xFA1F or 0xFA21 or 0xFA23 or 0xFA24 or 0xFA27 or 0xFA28 or 0xFA29))
        or (>= 0xFB00 and <= 0xFB1D) or (>= 0xFB1F and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0xFF00 and <= 0xFFEF)
        or (>= 0x1D400 and <= 0x1D7FF) or (>= 0x1EE00 and <= 0x1EEFF) or (>= 0x2F800 and <= 0x2FA1F);

    static bool IsOldHangul(int codePoint) =>
        codePoint is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7FB);

    static bool IsIgnorable(int codePoint) => codePoint is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);
}
