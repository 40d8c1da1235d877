using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>How <c>null</c> is judged.</summary>
sealed class NullPlan(Aftermath? aftermath)
{
    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        return cursor.ReadLiteral() && (aftermath is null || aftermath.Holds(ref cursor, start));
    }
}

/// <summary>How <c>true</c> and <c>false</c> are judged.</summary>
sealed class BooleanPlan(Aftermath? aftermath)
{
    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        return cursor.ReadLiteral() && (aftermath is null || aftermath.Holds(ref cursor, start));
    }
}
