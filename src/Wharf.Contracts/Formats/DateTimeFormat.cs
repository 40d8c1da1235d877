namespace Wharf.Contracts.Formats;

/// <summary>Dates and times of RFC 3339, section 5.6, with the leap seconds of 5.7: only in the last minute (UTC) of a month.</summary>
static class DateTimeFormat
{
    const int MinutesADay = 24 * 60;
    const int DateLength = 10;

    public static bool IsDate(ReadOnlySpan<byte> text) => ReadDate(text, out _, out _, out _);

    public static bool IsTime(ReadOnlySpan<byte> text) =>
        ReadTime(text, out var minute, out var isLeap) && (!isLeap || Wrap(minute) == MinutesADay - 1);

    public static bool IsDateTime(ReadOnlySpan<byte> text)
    {
        if (text.Length <= DateLength || text[DateLength] is not ((byte)'T' or (byte)'t'))
            return false;
        if (!ReadDate(text[..DateLength], out var year, out var month, out var day)
            || !ReadTime(text[(DateLength + 1)..], out var minute, out var isLeap))
            return false;
        return !isLeap || (Wrap(minute) == MinutesADay - 1 && IsLastOfMonth(year, month, day, minute));
    }

    /// <summary>Whether the UTC day is the last of its month, the offset having moved it by at most one.</summary>
    static bool IsLastOfMonth(int year, int month, int day, int minute) => minute switch
    {
        < 0 => day == 1,
        >= MinutesADay => day + 1 == DaysIn(year, month),
        _ => day == DaysIn(year, month),
    };

    static int Wrap(int minute) => (minute + MinutesADay) % MinutesADay;

    static bool ReadDate(ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-')
            return false;
        year = Digits(text[..4]);
        month = Digits(text.Slice(5, 2));
        day = Digits(text.Slice(8, 2));
        return year >= 0 && month is >= 1 and <= 12 && day >= 1 && day <= DaysIn(year, month);
    }

    static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>Reads a time with its offset; the minute of the day is that of UTC and may lie outside of it.</summary>
    static bool ReadTime(ReadOnlySpan<byte> text, out int minute, out bool isLeap)
    {
        (minute, isLeap) = (0, false);
        if (text.Length < 9 || text[2] != ':' || text[5] != ':')
            return false;
        var (hour, minutes, second) = (Digits(text[..2]), Digits(text.Slice(3, 2)), Digits(text.Slice(6, 2)));
        if (hour is < 0 or > 23 || minutes is < 0 or > 59 || second is < 0 or > 60)
            return false;
        text = text[8..];
        if (text[0] == '.')
        {
            var end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (end <= 0)
                return false;
            text = text[(end + 1)..];
        }
        if (!ReadOffset(text, out var offset))
            return false;
        minute = hour * 60 + minutes - offset;
        isLeap = second == 60;
        return true;
    }

    static bool ReadOffset(ReadOnlySpan<byte> text, out int offset)
    {
        offset = 0;
        if (text.Length == 1)
            return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
            return false;
        var (hour, minute) = (Digits(text.Slice(1, 2)), Digits(text.Slice(4, 2)));
        offset = (hour * 60 + minute) * (text[0] == '-' ? -1 : 1);
        return hour is >= 0 and <= 23 && minute is >= 0 and <= 59;
    }

    /// <summary>The number that is written with digits alone, or -1.</summary>
    static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            value = value * 10 + (digit - '0');
        }
        return value;
    }
}
