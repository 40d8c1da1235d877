using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>What is left to be judged once a value has been read to its end: constants, alternatives, and what stands apart.</summary>
sealed class Aftermath(ConstantSet[] constants, Choice[] choices, Verdict[] apart)
{
    public bool Holds(ref JsonCursor cursor, int start)
    {
        foreach (var set in constants)
        {
            if (!set.Contains(ref cursor, start))
                return false;
        }
        foreach (var verdict in apart)
        {
            if (!verdict.ReadAgain(ref cursor, start))
                return false;
        }
        foreach (var choice in choices)
        {
            if (!choice.Holds(ref cursor, start))
                return false;
        }
        return true;
    }
}
