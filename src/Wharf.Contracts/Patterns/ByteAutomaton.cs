using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

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
        var (classes, representatives) = Classes(network);
        var builder = new Builder(network);
        builder.Begin();
        var rows = new List<int[]> { new int[representatives.Count], new int[representatives.Count] };
        for (var state = Start; state < builder.Sets.Count; state++)
        {
            if (builder.Sets.Count > StateLimit || builder.Sets.Count * representatives.Count > TableLimit)
                return null;
            rows.Add([.. representatives.Select(single => builder.Step(state, single))]);
        }
        return new ByteAutomaton(classes, representatives.Count, rows, builder.MatchesAtEnd, builder.MatchesAll);
    }

    static (byte[] Classes, List<byte> Representatives) Classes(ByteNetwork network)
    {
        var begins = new bool[257];
        foreach (var state in network.States.Where(state => state.Kind == ByteNetwork.StateKind.Bytes))
        {
            begins[state.First] = true;
            begins[state.Last + 1] = true;
        }
        var classes = new byte[256];
        var representatives = new List<byte>();
        for (var single = 0; single < 256; single++)
        {
            if (single == 0 || begins[single])
                representatives.Add((byte)single);
            classes[single] = (byte)(representatives.Count - 1);
        }
        return (classes, representatives);
    }

    /// <summary>Makes sets of states deterministic, the empty one first.</summary>
    sealed class Builder(ByteNetwork network)
    {
        readonly Dictionary<string, int> known = [];
        readonly int[] marks = new int[network.States.Count];
        int round;

        public List<int[]> Sets { get; } = [];

        public List<bool> MatchesAtEnd { get; } = [];

        /// <summary>Whether there is a match before anything is read.</summary>
        public bool MatchesAll => HasMatch(Sets[Start]);

        public void Begin()
        {
            Add([], atStart: false);
            Sets.Add([]);
            MatchesAtEnd.Add(true);
            // Even one that matches at once is a state of its own: it has no row before it.
            AddNew([network.Start], Close([network.Start], atStart: true, atEnd: false), atStart: true);
        }

        public int Step(int state, byte single)
        {
            var next = new List<int>();
            foreach (var index in Sets[state])
            {
                var from = network.States[index];
                if (from.Kind == ByteNetwork.StateKind.Bytes && from.First <= single && single <= from.Last)
                    next.Add(from.Next);
            }
            return Add(next, atStart: false);
        }

        int Add(List<int> seeds, bool atStart)
        {
            var set = Close(seeds, atStart, atEnd: false);
            if (HasMatch(set))
                return Matched;
            var key = new StringBuilder(set.Length);
            foreach (var index in set)
                key.Append((char)index);
            var name = key.ToString();
            if (!known.TryGetValue(name, out var number))
                known[name] = number = AddNew(seeds, set, atStart);
            return number;
        }

        int AddNew(List<int> seeds, int[] set, bool atStart)
        {
            Sets.Add(set);
            MatchesAtEnd.Add(HasMatch(set) || HasMatch(Close(seeds, atStart, atEnd: true)));
            return Sets.Count - 1;
        }

        bool HasMatch(int[] set) => Array.Exists(set, index => network.States[index].Kind == ByteNetwork.StateKind.Match);

        int[] Close(List<int> seeds, bool atStart, bool atEnd)
        {
            round++;
            var closed = new List<int>();
            var pending = new Stack<int>(seeds);
            while (pending.TryPop(out var index))
            {
                if (marks[index] == round)
                    continue;
                marks[index] = round;
                var state = network.States[index];
                switch (state.Kind)
                {
                    case ByteNetwork.StateKind.Split:
                        pending.Push(state.Next);
                        pending.Push(state.Other);
                        break;
                    case ByteNetwork.StateKind.AtStart when atStart:
                    case ByteNetwork.StateKind.AtEnd when atEnd:
                        pending.Push(state.Next);
                        break;
                    case ByteNetwork.StateKind.Bytes or ByteNetwork.StateKind.Match or ByteNetwork.StateKind.AtEnd:
                        closed.Add(index);
                        break;
                }
            }
            closed.Sort();
            return [.. closed];
        }
    }
}
