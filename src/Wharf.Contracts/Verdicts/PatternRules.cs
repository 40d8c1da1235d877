using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// What members must be whose names are not known beforehand, where patterns have a say: which patterns match is one set of bits, and each
/// rule asks for some of them or for none of some.
/// </summary>
sealed class PatternRules(Pattern[] patterns, PatternRule[] rules)
{
    public const int Limit = 64;

    /// <summary>Reads colon and value of the member whose name was just read.</summary>
    public bool Read(ref JsonCursor cursor)
    {
        var matches = Matches(ref cursor);
        if (!cursor.ReadColon())
            return false;
        cursor.Peek();
        var start = cursor.Position;
        var isRead = false;
        foreach (var rule in rules)
        {
            if (!rule.Applies(matches))
                continue;
            if (isRead ? !rule.Verdict.ReadAgain(ref cursor, start) : !rule.Verdict.Read(ref cursor))
                return false;
            isRead = true;
        }
        return isRead || cursor.SkipValue();
    }

    ulong Matches(ref JsonCursor cursor)
    {
        var matches = 0UL;
        for (var index = 0; index < patterns.Length; index++)
        {
            if (cursor.TokenIsEscaped ? JsonContent.IsMatch(patterns[index], cursor.Token) : patterns[index].IsMatch(cursor.Token))
                matches |= 1UL << index;
        }
        return matches;
    }
}

/// <summary>A verdict and when it applies: any of some patterns matches, or none of some does.</summary>
sealed record PatternRule(ulong Any, ulong None, Verdict Verdict)
{
    public bool Applies(ulong matches) => (Any == 0 || (matches & Any) != 0) && (matches & None) == 0;
}
