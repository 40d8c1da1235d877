using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Wharf.Contracts.Patterns;

/// <summary>
/// A deterministic automaton over UTF-8 bytes: one look-up a byte, no memory, no way to be slow. Bytes that no state tells apart are one
/// class, so that the table stays small.
/// </summary>
sealed class ByteAutomaton
{
    const int StateLimit = 4_000;
    const int TableLimit = 400_000;

    /// <summary>A match, whatever follows. This state ends the matching, and so does 0, from where no match can come any more.</summary>
    const int Matched = 1;

    const int Start = 2;

    readonly byte[] classes;
    readonly int[] table;
    readonly bool[] matchesAtEnd;
    readonly int classCount;
    readonly bool matchesAll;

    ByteAutomaton(byte[] classes, int classCount, List<int[]> rows, List<bool> matchesAtEnd, bool matchesAll)
    {
        this.matchesAll = matchesAll;
        this.classes = classes;
        this.classCount = classCount;
        this.matchesAtEnd = [.. matchesAtEnd];
        // A state is where its row begins, so that nothing is multiplied on the way.
        table = [.. rows.SelectMany(row => row.Select(state => state * classCount))];
    }

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        if (matchesAll)
            return true;
        ref var rows = ref MemoryMarshal.GetArrayDataReference(table);
        ref var classOf = ref MemoryMarshal.GetArrayDataReference(classes);
        var state = Start * classCount;
        var last = Matched * classCount;
        foreach (var single in utf8)
        {
            state = Unsafe.Add(ref rows, state + Unsafe.Add(ref classOf, single));
            if (state <= last)
                return state == last;
        }
        return matchesAtEnd[state / classCount];
    }

    /// <summary>The automaton of a network; none if it grows too large.</summary>
    public static ByteAutomaton? Build(ByteNetwork network)
    {
        var (classes, count) = Classes(network);
        var builder = new SubsetBuilder(network, classes, count, Matched);
        var rows = new List<int[]> { new int[count], new int[count] };
        for (var state = Start; state < builder.Sets.Count; state++)
        {
            if (builder.Sets.Count > StateLimit || builder.Sets.Count * count > TableLimit)
                return null;
            rows.Add(builder.Row(state));
        }
        return new ByteAutomaton(classes, count, rows, builder.MatchesAtEnd, builder.HasMatch(builder.Sets[Start]));
    }

    static (byte[] Classes, int Count) Classes(ByteNetwork network)
    {
        var begins = new bool[257];
        foreach (var state in network.States.Where(state => state.Kind == ByteNetwork.StateKind.Bytes))
        {
            begins[state.First] = true;
            begins[state.Last + 1] = true;
        }
        var classes = new byte[256];
        for (var single = 1; single < 256; single++)
            classes[single] = (byte)(classes[single - 1] + (begins[single] ? 1 : 0));
        return (classes, classes[255] + 1);
    }
}
