using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>How an object is judged, in one pass over its members.</summary>
sealed class ObjectPlan
{
    public required NameTable Names { get; init; }

    /// <summary>What each known member must be; none for anything.</summary>
    public required Verdict?[] Known { get; init; }

    /// <summary>What other members must be, where no pattern has a say.</summary>
    public Verdict? Others { get; init; }

    /// <summary>Where patterns have a say in other members.</summary>
    public PatternRules? Patterns { get; init; }

    /// <summary>What names must be.</summary>
    public Verdict? PropertyNames { get; init; }

    /// <summary>The members that must be there and those that must not, as bits of the table, by direction.</summary>
    public required ulong[]?[] Required { get; init; }

    public required ulong[]?[] Refused { get; init; }

    /// <summary>What else must be there where a member is.</summary>
    public (int Name, ulong[] Mask)[] Dependents { get; init; } = [];

    public long MinCount { get; init; }

    public long MaxCount { get; init; } = long.MaxValue;

    public Aftermath? Aftermath { get; init; }

    /// <summary>
    /// The alternatives that were tried decide what is left over: set for <c>unevaluatedProperties</c> that depends on them.
    /// </summary>
    public UnevaluatedMembers? Unevaluated { get; init; }

    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        if (Names.Count <= FewSeenNames.Limit ? !ReadMembers<FewSeenNames>(ref cursor) : !ReadMembers<ManySeenNames>(ref cursor))
            return false;
        if (Aftermath is null && Unevaluated is null)
            return true;
        if (Unevaluated is null)
            return Aftermath!.Holds(ref cursor, start);
        var held = cursor.Held;
        cursor.Held = 1;
        var holds = (Aftermath is null || Aftermath.Holds(ref cursor, start)) && Unevaluated.Holds(ref cursor, start);
        cursor.Held = held;
        return holds;
    }

    bool ReadMembers<TSeen>(ref JsonCursor cursor)
        where TSeen : struct, ISeenNames
    {
        if (!cursor.Open())
            return false;
        var seen = default(TSeen);
        var count = 0;
        if (cursor.Peek() != '}')
        {
            var mark = cursor.Names.Open();
            var guess = 0;
            while (true)
            {
                count++;
                if (cursor.Peek() != '"')
                    return cursor.Fail(JsonFaultKind.UnexpectedByte, cursor.Position);
                var at = cursor.Position;
                var index = guess;
                var length = Names.Guess(index, cursor.Text, at);
                if (length > 0)
                    cursor.Position = at + length;
                else if (!cursor.ReadString())
                    return false;
                else
                    index = Find(ref cursor);
                if (PropertyNames is not null && !HoldsName(ref cursor, at))
                    return false;
                if (index >= 0)
                {
                    if (!seen.Add(index) && cursor.Rereads == 0)
                        return cursor.Fail(JsonFaultKind.DuplicateName, at);
                    guess = index + 1;
                    if (!cursor.ReadColon() || !(Known[index] is { } known ? known.Read(ref cursor) : cursor.SkipValue()))
                        return false;
                }
                else if (!cursor.AddName(mark) || !ReadOther(ref cursor))
                    return false;
                var next = cursor.Peek();
                if (next == '}')
                    break;
                if (next != ',')
                    return cursor.Fail(JsonFaultKind.UnexpectedByte, cursor.Position);
                cursor.Position++;
            }
            cursor.Names.Close(mark);
        }
        cursor.Close();
        return count >= MinCount && count <= MaxCount && HoldsNames(ref seen, (int)cursor.Direction);
    }

    int Find(ref JsonCursor cursor) =>
        cursor.TokenIsEscaped ? JsonContent.Find(Names, cursor.Token) : Names.Find(cursor.Token);

    bool ReadOther(ref JsonCursor cursor)
    {
        if (Patterns is not null)
            return Patterns.Read(ref cursor);
        return cursor.ReadColon() && (Others is { } others ? others.Read(ref cursor) : cursor.SkipValue());
    }

    bool HoldsName(ref JsonCursor cursor, int at)
    {
        var token = (cursor.TokenStart, cursor.TokenEnd, cursor.TokenIsEscaped);
        var holds = PropertyNames!.ReadAgain(ref cursor, at);
        (cursor.TokenStart, cursor.TokenEnd, cursor.TokenIsEscaped) = token;
        return holds;
    }

    bool HoldsNames<TSeen>(ref TSeen seen, int direction)
        where TSeen : struct, ISeenNames
    {
        if (Required[direction] is { } required && !seen.HasAll(required))
            return false;
        if (Refused[direction] is { } refused && seen.HasAny(refused))
            return false;
        foreach (var (name, mask) in Dependents)
        {
            if (seen.Has(name) && !seen.HasAll(mask))
                return false;
        }
        return true;
    }
}
