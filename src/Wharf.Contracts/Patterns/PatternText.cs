namespace Wharf.Contracts.Patterns;

/// <summary>The text of a pattern, read by code points.</summary>
sealed class PatternText
{
    readonly int[] codePoints;
    int position;

    public PatternText(string source)
    {
        // Half a surrogate pair cannot be in valid text; as a pattern it matches nothing, so it is refused.
        for (var index = 0; index < source.Length; index++)
        {
            if (!char.IsSurrogate(source[index]))
                continue;
            if (index + 1 == source.Length || !char.IsSurrogatePair(source[index], source[index + 1]))
                throw new PatternException("it has half a surrogate pair");
            index++;
        }
        codePoints = [.. source.EnumerateRunes().Select(rune => rune.Value)];
    }

    public bool IsAtEnd => position == codePoints.Length;

    public int Peek => codePoints[position];

    public int Next() => IsAtEnd ? throw new PatternException("it ends too early") : codePoints[position++];

    public bool Take(char expected)
    {
        if (IsAtEnd || Peek != expected)
            return false;
        position++;
        return true;
    }

    public bool Take(string expected)
    {
        if (position + expected.Length > codePoints.Length)
            return false;
        for (var index = 0; index < expected.Length; index++)
        {
            if (codePoints[position + index] != expected[index])
                return false;
        }
        position += expected.Length;
        return true;
    }

    /// <summary>What stands before a character, which is stepped over too.</summary>
    public string? TakeUntil(char end)
    {
        var found = Array.IndexOf(codePoints, end, position);
        if (found < 0)
            return null;
        var text = string.Concat(codePoints[position..found].Select(char.ConvertFromUtf32));
        position = found + 1;
        return text;
    }

    /// <summary>A decimal number; one too large to matter is cut off.</summary>
    public int Number()
    {
        var value = 0L;
        while (!IsAtEnd && Peek is >= '0' and <= '9')
            value = Math.Min(value * 10 + (Next() - '0'), int.MaxValue);
        return (int)value;
    }

    /// <summary>The counts of <c>{2}</c>, <c>{2,}</c>, <c>{2,3}</c>; nothing is read if it is something else.</summary>
    public (int Minimum, int? Maximum)? TakeCounts()
    {
        var start = position;
        position++;
        if (!IsAtEnd && Peek is >= '0' and <= '9')
        {
            var minimum = Number();
            int? maximum = minimum;
            if (Take(','))
                maximum = !IsAtEnd && Peek is >= '0' and <= '9' ? Number() : null;
            if (Take('}'))
                return (minimum, maximum);
        }
        position = start;
        return null;
    }

    /// <summary>A fixed number of hexadecimal digits; -1 and nothing read if they are not there.</summary>
    public int Hex(int digits)
    {
        if (position + digits > codePoints.Length)
            return -1;
        var value = 0;
        for (var index = 0; index < digits; index++)
        {
            var digit = codePoints[position + index];
            if (digit > 'f' || !char.IsAsciiHexDigit((char)digit))
                return -1;
            value = value * 16 + Convert.ToInt32(((char)digit).ToString(), 16);
        }
        position += digits;
        return value;
    }
}
