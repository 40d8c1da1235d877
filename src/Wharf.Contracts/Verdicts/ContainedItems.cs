using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>A <c>contains</c> with its bounds.</summary>
sealed class ContainedItems(Verdict? verdict, long minimum, long maximum)
{
    public bool Holds(ref JsonCursor cursor, int start)
    {
        var items = new ItemCursor(ref cursor, start);
        var matches = 0L;
        while (items.Next(ref cursor))
        {
            if (verdict is null || verdict.ReadAgain(ref cursor, items.Start))
                matches++;
        }
        items.Finish(ref cursor);
        return matches >= minimum && matches <= maximum;
    }
}
