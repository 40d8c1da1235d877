using System.Globalization;

namespace Wharf.Contracts.Patterns;

/// <summary>Escapes and character classes: what stands for a set of code points.</summary>
sealed class PatternEscapes(PatternText text)
{
    /// <summary>Reads an escape; its backslash is read already.</summary>
    public CodePointSet Escape(bool inClass)
    {
        var next = text.Next();
        switch (next)
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Negate();
            case 'w':
                return CodePointSet.Word;
            case 'W':
                return CodePointSet.Word.Negate();
            case 's':
                return CodePointSet.Space;
            case 'S':
                return CodePointSet.Space.Negate();
            case 'p' or 'P':
                var set = text.Take('{') && text.TakeUntil('}') is { } name
                    ? UnicodeProperties.Find(name)
                    : throw new PatternException("\\p has no property");
                return next == 'p' ? set : set.Negate();
            default:
                return CodePointSet.Of(Character(next, inClass));
        }
    }

    /// <summary>Reads a class; its opening bracket is read already.</summary>
    public CodePointSet Class()
    {
        var isNegated = text.Take('^');
        var ranges = new List<(int, int)>();
        while (!text.Take(']'))
        {
            var first = Member();
            if (text.Take("-]"))
            {
                ranges.AddRange(first.Ranges);
                ranges.Add(('-', '-'));
                break;
            }
            if (!text.Take('-'))
            {
                ranges.AddRange(first.Ranges);
                continue;
            }
            var last = Member();
            if (Single(first) is not { } low || Single(last) is not { } high)
                throw new PatternException("a range begins or ends with a class");
            if (high < low)
                throw new PatternException("a range is out of order");
            ranges.Add((low, high));
        }
        var set = new CodePointSet(ranges);
        return isNegated ? set.Negate() : set;
    }

    CodePointSet Member()
    {
        var next = text.Next();
        return next == '\\' ? Escape(inClass: true) : CodePointSet.Of(next);
    }

    static int? Single(CodePointSet set) => set.Ranges is [var (first, last)] && first == last ? first : null;

    int Character(int escaped, bool inClass) => escaped switch
    {
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        'b' when inClass => '\b',
        '0' when text.IsAtEnd || text.Peek is < '0' or > '9' => 0,
        'c' when !text.IsAtEnd && text.Peek < 128 && char.IsAsciiLetter((char)text.Peek) => text.Next() & 31,
        'x' => text.Hex(2) is >= 0 and var value ? value : throw new PatternException("\\x needs two hexadecimal digits"),
        'u' => Unicode(),
        < 128 when char.IsAsciiLetterOrDigit((char)escaped) || escaped == '_' =>
            throw new PatternException($"\\{(char)escaped} is no escape"),
        _ => escaped,
    };

    int Unicode()
    {
        if (text.Take('{'))
        {
            var digits = text.TakeUntil('}');
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint)
                && codePoint is >= 0 and <= CodePointSet.Last
                ? codePoint
                : throw new PatternException("\\u{…} needs a code point");
        }
        var unit = text.Hex(4);
        if (unit < 0)
            throw new PatternException("\\u needs four hexadecimal digits");
        if (unit is < 0xD800 or > 0xDBFF || !text.Take("\\u"))
            return unit;
        var low = text.Hex(4);
        return low is >= 0xDC00 and <= 0xDFFF
            ? char.ConvertToUtf32((char)unit, (char)low)
            : throw new PatternException("it has half a surrogate pair");
    }
}
