using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// A rule that depends on alternatives, judged over a value that has been read. Where somebody asks afterwards which alternatives held
/// (<c>unevaluatedProperties</c>, <c>unevaluatedItems</c>), each has a bit; otherwise its bit is 0 and trying stops at the first answer.
/// </summary>
abstract class Choice
{
    public abstract bool Holds(ref JsonCursor cursor, int start);

    /// <summary>Tries an alternative: a failed one leaves no trace.</summary>
    protected static bool Try(ref JsonCursor cursor, int start, Alternative alternative)
    {
        var held = cursor.Held;
        if (alternative.Verdict is null || alternative.Verdict.ReadAgain(ref cursor, start))
        {
            cursor.Held |= alternative.Bit;
            return true;
        }
        cursor.Held = held;
        return false;
    }
}

/// <summary>One alternative: no verdict is a yes to everything.</summary>
readonly record struct Alternative(Verdict? Verdict, ulong Bit);

sealed class AnyOfChoice(Alternative[] alternatives, bool isTracked) : Choice
{
    public override bool Holds(ref JsonCursor cursor, int start)
    {
        var holds = false;
        foreach (var alternative in alternatives)
        {
            holds |= Try(ref cursor, start, alternative);
            if (holds && !isTracked)
                return true;
        }
        return holds;
    }
}

sealed class OneOfChoice(Alternative[] alternatives) : Choice
{
    public override bool Holds(ref JsonCursor cursor, int start)
    {
        var count = 0;
        foreach (var alternative in alternatives)
        {
            if (Try(ref cursor, start, alternative) && ++count > 1)
                return false;
        }
        return count == 1;
    }
}

sealed class NotChoice(Verdict? verdict) : Choice
{
    public override bool Holds(ref JsonCursor cursor, int start)
    {
        var held = cursor.Held;
        var holds = verdict is not null && !verdict.ReadAgain(ref cursor, start);
        cursor.Held = held;
        return holds;
    }
}

sealed class IfChoice(Alternative condition, Alternative consequence, Alternative otherwise) : Choice
{
    public override bool Holds(ref JsonCursor cursor, int start) =>
        Try(ref cursor, start, Try(ref cursor, start, condition) ? consequence : otherwise);
}

sealed class DependentChoice(NameTable name, Alternative dependent) : Choice
{
    public override bool Holds(ref JsonCursor cursor, int start)
    {
        var members = new MemberCursor(ref cursor, start);
        var isPresent = false;
        while (!isPresent && members.Next(ref cursor))
            isPresent = members.Find(cursor.Text, name) >= 0;
        members.Finish(ref cursor);
        return !isPresent || Try(ref cursor, start, dependent);
    }
}
