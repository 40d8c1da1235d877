using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>How an array is judged, in one pass over its items; <c>contains</c> and <c>uniqueItems</c> read them again.</summary>
sealed class ArrayPlan
{
    /// <summary>What the first items must be, each; none for anything.</summary>
    public required Verdict?[] First { get; init; }

    /// <summary>What the others must be.</summary>
    public Verdict? Others { get; init; }

    public ContainedItems[] Contains { get; init; } = [];

    public bool MustBeUnique { get; init; }

    public long MinCount { get; init; }

    public long MaxCount { get; init; } = long.MaxValue;

    public Aftermath? Aftermath { get; init; }

    /// <summary>Set for <c>unevaluatedItems</c> that depends on alternatives or <c>contains</c>.</summary>
    public UnevaluatedItems? Unevaluated { get; init; }

    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        if (!ReadItems(ref cursor))
            return false;
        foreach (var contains in Contains)
        {
            if (!contains.Holds(ref cursor, start))
                return false;
        }
        if (MustBeUnique && !UniqueItems.Holds(ref cursor, start))
            return false;
        if (Unevaluated is null)
            return Aftermath is null || Aftermath.Holds(ref cursor, start);
        var held = cursor.Held;
        cursor.Held = 1;
        var holds = (Aftermath is null || Aftermath.Holds(ref cursor, start)) && Unevaluated.Holds(ref cursor, start);
        cursor.Held = held;
        return holds;
    }

    bool ReadItems(ref JsonCursor cursor)
    {
        if (!cursor.Open())
            return false;
        var count = 0;
        if (cursor.Peek() != ']')
        {
            while (true)
            {
                var verdict = (uint)count < (uint)First.Length ? First[count] : Others;
                if (!(verdict is null ? cursor.SkipValue() : verdict.Read(ref cursor)))
                    return false;
                count++;
                var next = cursor.Peek();
                if (next == ']')
                    break;
                if (next != ',')
                    return cursor.Fail(JsonFaultKind.UnexpectedByte, cursor.Position);
                cursor.Position++;
            }
        }
        cursor.Close();
        return count >= MinCount && count <= MaxCount;
    }
}
