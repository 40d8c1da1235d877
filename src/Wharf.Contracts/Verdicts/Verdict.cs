using System.Runtime.CompilerServices;
using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// The compiled form of one or more schemas that apply to the same value: a plan for each kind of value, absent where that kind is not
/// allowed at all. Reading a value with it is the judgement: the cursor ends behind the value, or the answer is no.
/// </summary>
/// <remarks>
/// One pass does for all: <c>$ref</c> and <c>allOf</c> are merged into the plan when compiling (see <see cref="VerdictCompiler"/>), a
/// member's schemas from all of them become one verdict again. Only real alternatives read their bytes a second time.
/// </remarks>
sealed class Verdict
{
    public NullPlan? Null { get; set; }

    public BooleanPlan? Boolean { get; set; }

    public NumberPlan? Number { get; set; }

    public StringPlan? String { get; set; }

    public ArrayPlan? Array { get; set; }

    public ObjectPlan? Object { get; set; }

    public bool Read(ref JsonCursor cursor)
    {
        switch (cursor.Peek())
        {
            case (byte)'"':
                return String is { } strings && strings.Read(ref cursor);
            case (byte)'{':
                return Object is { } objects && objects.Read(ref cursor);
            case (byte)'[':
                return Array is { } arrays && arrays.Read(ref cursor);
            case (byte)'t' or (byte)'f':
                return Boolean is { } booleans && booleans.Read(ref cursor);
            case (byte)'n':
                return Null is { } nulls && nulls.Read(ref cursor);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number is { } numbers && numbers.Read(ref cursor);
            default:
                return cursor.Fail(JsonFaultKind.UnexpectedByte, cursor.Position);
        }
    }

    /// <summary>
    /// Reads a value once more from its start. The cursor goes back where it was, except that a yes to it may add to what has held.
    /// </summary>
    public bool ReadAgain(ref JsonCursor cursor, int start)
    {
        var (end, depth, names) = (cursor.Position, cursor.Depth, cursor.Names);
        cursor.Budget -= end - start + 16;
        // Alternatives within alternatives take stack as well as time.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            cursor.Budget = -1;
        if (cursor.Budget < 0)
            return false;
        cursor.Rereads++;
        cursor.Position = start;
        var holds = Read(ref cursor);
        cursor.Position = end;
        cursor.Depth = depth;
        cursor.Names = names;
        cursor.Rereads--;
        return holds;
    }
}
