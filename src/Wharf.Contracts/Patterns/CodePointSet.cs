namespace Wharf.Contracts.Patterns;

/// <summary>A set of Unicode code points, as sorted ranges that neither touch nor overlap.</summary>
sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    public static readonly CodePointSet Digits = new([('0', '9')]);

    public static readonly CodePointSet Word = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    /// <summary>ECMA-262's white space and line terminators.</summary>
    public static readonly CodePointSet Space = new(
    [
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF),
    ]);

    /// <summary>What a dot stands for: all but line terminators.</summary>
    public static readonly CodePointSet Dot = new CodePointSet([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]).Negate();

    public CodePointSet(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }
        Ranges = merged;
    }

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePointSet Of(int codePoint) => new([(codePoint, codePoint)]);

    public CodePointSet Union(CodePointSet other) => new(Ranges.Concat(other.Ranges));

    public CodePointSet Negate()
    {
        var rest = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
                rest.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last)
            rest.Add((next, Last));
        return new CodePointSet(rest);
    }

    /// <summary>The set without surrogates, which valid text does not have.</summary>
    public CodePointSet WithoutSurrogates() =>
        new(Ranges.SelectMany(range => new[] { (range.First, Math.Min(range.Last, 0xD7FF)), (Math.Max(range.First, 0xE000), range.Last) })
            .Where(range => range.Item1 <= range.Item2));
}
