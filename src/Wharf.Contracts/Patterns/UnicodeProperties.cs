using System.Globalization;

namespace Wharf.Contracts.Patterns;

/// <summary>
/// The Unicode properties that <c>\p{…}</c> may name: general categories, <c>Any</c>, <c>ASCII</c> and a few binary ones.
/// </summary>
/// <remarks>Scripts are not among them: the framework has no data for them.</remarks>
static class UnicodeProperties
{
    static readonly string[] Categories =
    [
        "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark", "Nd Decimal_Number digit", "Nl Letter_Number", "No Other_Number",
        "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator", "Cc Control cntrl", "Cf Format", "Cs Surrogate",
        "Co Private_Use", "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation",
        "Pi Initial_Punctuation", "Pf Final_Punctuation", "Po Other_Punctuation", "Sm Math_Symbol", "Sc Currency_Symbol",
        "Sk Modifier_Symbol", "So Other_Symbol", "Cn Unassigned",
    ];

    static readonly Dictionary<string, string> Groups = new()
    {
        ["L"] = "Lu Ll Lt Lm Lo",
        ["Letter"] = "Lu Ll Lt Lm Lo",
        ["LC"] = "Lu Ll Lt",
        ["Cased_Letter"] = "Lu Ll Lt",
        ["M"] = "Mn Mc Me",
        ["Mark"] = "Mn Mc Me",
        ["Combining_Mark"] = "Mn Mc Me",
        ["N"] = "Nd Nl No",
        ["Number"] = "Nd Nl No",
        ["Z"] = "Zs Zl Zp",
        ["Separator"] = "Zs Zl Zp",
        ["C"] = "Cc Cf Cs Co Cn",
        ["Other"] = "Cc Cf Cs Co Cn",
        ["P"] = "Pc Pd Ps Pe Pi Pf Po",
        ["Punctuation"] = "Pc Pd Ps Pe Pi Pf Po",
        ["punct"] = "Pc Pd Ps Pe Pi Pf Po",
        ["S"] = "Sm Sc Sk So",
        ["Symbol"] = "Sm Sc Sk So",
    };

    static readonly Lazy<CodePointSet[]> Sets = new(() =>
    {
        var ranges = new List<(int, int)>[Categories.Length];
        for (var index = 0; index < ranges.Length; index++)
            ranges[index] = [];
        var first = 0;
        var current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (var codePoint = 1; codePoint <= CodePointSet.Last + 1; codePoint++)
        {
            var category = codePoint > CodePointSet.Last ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (category == current)
                continue;
            ranges[(int)current].Add((first, codePoint - 1));
            (first, current) = (codePoint, category);
        }
        return [.. ranges.Select(list => new CodePointSet(list))];
    });

    public static CodePointSet Category(UnicodeCategory category) => Sets.Value[(int)category];

    public static CodePointSet Find(string name)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            if (name[..equals] is not ("gc" or "General_Category"))
                throw new PatternException($"the property {name} is not supported");
            name = name[(equals + 1)..];
        }
        return name switch
        {
            "Any" => new CodePointSet([(0, CodePointSet.Last)]),
            "ASCII" => new CodePointSet([(0, 0x7F)]),
            "Assigned" => ByName("Cn").Negate(),
            "White_Space" or "space" => new CodePointSet(
            [
                (0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
                (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
            ]),
            "ASCII_Hex_Digit" or "AHex" => new CodePointSet([('0', '9'), ('A', 'F'), ('a', 'f')]),
            _ when Groups.TryGetValue(name, out var members) => members.Split(' ').Select(ByName)
                .Aggregate((left, right) => left.Union(right)),
            _ => ByName(name),
        };
    }

    static CodePointSet ByName(string name)
    {
        var index = Array.FindIndex(Categories, entry => entry.Split(' ').Contains(name));
        return index >= 0 ? Sets.Value[index] : throw new PatternException($"the property {name} is not supported");
    }
}
