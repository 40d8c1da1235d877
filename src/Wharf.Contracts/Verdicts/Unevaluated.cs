using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// <c>unevaluatedProperties</c> that depends on which alternatives held. Bit 0 is the schema itself, others are alternatives in it. For
/// each
/// known name it was compiled which of them evaluate it; for the others the patterns tell.
/// </summary>
sealed class UnevaluatedMembers(NameTable names, ulong[] evaluators, (Pattern Pattern, ulong Bits)[] patterns, ulong all, Verdict? verdict)
{
    public bool Holds(ref JsonCursor cursor, int start)
    {
        if ((cursor.Held & all) != 0 || verdict is null)
            return true;
        var held = cursor.Held;
        var members = new MemberCursor(ref cursor, start);
        var holds = true;
        while (holds && members.Next(ref cursor))
        {
            var index = members.Find(cursor.Text, names);
            var isEvaluated = index >= 0 && (evaluators[index] & held) != 0;
            foreach (var (pattern, bits) in patterns)
                isEvaluated = isEvaluated || ((bits & held) != 0 && members.IsMatch(cursor.Text, pattern));
            holds = isEvaluated || verdict.ReadAgain(ref cursor, members.Start);
        }
        members.Finish(ref cursor);
        return holds;
    }
}

/// <summary><c>unevaluatedItems</c> likewise: the first items of each, all of some, and those that some <c>contains</c> matches.</summary>
sealed class UnevaluatedItems((int First, ulong Bit)[] prefixes, (Verdict? Verdict, ulong Bit)[] contained, ulong all, Verdict? verdict)
{
    public bool Holds(ref JsonCursor cursor, int start)
    {
        if ((cursor.Held & all) != 0 || verdict is null)
            return true;
        var held = cursor.Held;
        var evaluated = 0;
        foreach (var (first, bit) in prefixes)
        {
            if ((bit & held) != 0)
                evaluated = Math.Max(evaluated, first);
        }
        var items = new ItemCursor(ref cursor, start);
        var holds = true;
        for (var index = 0; holds && items.Next(ref cursor); index++)
            holds = index < evaluated || IsContained(ref cursor, items.Start, held) || verdict.ReadAgain(ref cursor, items.Start);
        items.Finish(ref cursor);
        return holds;
    }

    bool IsContained(ref JsonCursor cursor, int start, ulong held)
    {
        foreach (var (contains, bit) in contained)
        {
            if ((bit & held) != 0 && (contains is null || contains.ReadAgain(ref cursor, start)))
                return true;
        }
        return false;
    }
}
