using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Verdicts;

/// <summary>Goes over the members of an object again, and puts the cursor back at the end.</summary>
struct MemberCursor
{
    readonly int end;
    readonly int depth;
    int nameStart;
    int nameEnd;
    bool nameIsEscaped;

    public MemberCursor(ref JsonCursor cursor, int start)
    {
        end = cursor.Position;
        depth = cursor.Depth;
        cursor.Rereads++;
        cursor.Position = start + 1;
        cursor.Depth++;
    }

    /// <summary>Where the current member's value begins.</summary>
    public int Start { get; private set; }

    /// <summary>Reads the next member; the cursor stands behind it.</summary>
    public bool Next(ref JsonCursor cursor)
    {
        if (Start > 0)
            cursor.StepOverComma();
        if (cursor.Peek() == '}')
            return false;
        cursor.ReadString();
        (nameStart, nameEnd) = (cursor.TokenStart, cursor.TokenEnd);
        nameIsEscaped = cursor.TokenIsEscaped;
        cursor.ReadColon();
        cursor.Peek();
        Start = cursor.Position;
        return cursor.SkipValue();
    }

    /// <summary>The index of the current member's name.</summary>
    public readonly int Find(ReadOnlySpan<byte> text, NameTable names) =>
        nameIsEscaped ? JsonContent.Find(names, text[nameStart..nameEnd]) : names.Find(text[nameStart..nameEnd]);

    public readonly bool IsMatch(ReadOnlySpan<byte> text, Pattern pattern) =>
        nameIsEscaped ? JsonContent.IsMatch(pattern, text[nameStart..nameEnd]) : pattern.IsMatch(text[nameStart..nameEnd]);

    public readonly void Finish(ref JsonCursor cursor)
    {
        cursor.Rereads--;
        cursor.Position = end;
        cursor.Depth = depth;
    }
}
