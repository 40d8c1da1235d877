using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>Goes over the items of an array again, and puts the cursor back at the end.</summary>
struct ItemCursor
{
    readonly int end;
    readonly int depth;

    public ItemCursor(ref JsonCursor cursor, int start)
    {
        end = cursor.Position;
        depth = cursor.Depth;
        cursor.Rereads++;
        cursor.Position = start + 1;
        cursor.Depth++;
    }

    /// <summary>Where the current item begins.</summary>
    public int Start { get; private set; }

    /// <summary>Reads the next item; the cursor stands behind it.</summary>
    public bool Next(ref JsonCursor cursor)
    {
        if (Start > 0)
            cursor.StepOverComma();
        if (cursor.Peek() == ']')
            return false;
        Start = cursor.Position;
        return cursor.SkipValue();
    }

    public readonly void Finish(ref JsonCursor cursor)
    {
        cursor.Rereads--;
        cursor.Position = end;
        cursor.Depth = depth;
    }
}
