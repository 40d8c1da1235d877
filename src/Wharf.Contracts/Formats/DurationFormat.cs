namespace Wharf.Contracts.Formats;

/// <summary>
/// Durations of RFC 3339, appendix A: weeks alone, or years, months, days and a time of hours, minutes, seconds; within each, units
/// follow one
/// another without a gap (there is no P1Y2D).
/// </summary>
static class DurationFormat
{
    public static bool IsDuration(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != 'P')
            return false;
        text = text[1..];
        if (text.Length > 1 && text[^1] == 'W')
            return text[..^1].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        var time = text.IndexOf((byte)'T');
        if (time < 0)
            return HasUnits(text, "YMD"u8);
        return (time == 0 || HasUnits(text[..time], "YMD"u8)) && HasUnits(text[(time + 1)..], "HMS"u8);
    }

    static bool HasUnits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var next = -1;
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits <= 0)
                return false;
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (next >= 0 && unit != next))
                return false;
            next = unit + 1;
            text = text[(digits + 1)..];
        }
        return true;
    }
}
