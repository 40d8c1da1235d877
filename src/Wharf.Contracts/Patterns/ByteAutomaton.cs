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

    /// <summary>No match can come any more.</summary>
    const ushort Dead = 0;

    readonly byte[] classes;
    readonly ushort[] table;
    readonly Outcome[] outcomes;
    readonly int classCount;

    ByteAutomaton(byte[] classes, int classCount, List<ushort[]> rows, List<Outcome> outcomes)
    {
        this.classes = classes;
        this.classCount = classCount;
        this.outcomes = [.. outcomes];
        table = [.. rows.SelectMany(row => row)];
    }

    /// <summary>What is known on reaching a state.</summary>
    [Flags]
    enum Outcome : byte
    {
        None = 0,

        /// <summary>A match if the string ends here.</summary>
        MatchAtEnd = 1,

        /// <summary>A match, whatever follows.</summary>
        Match = 2,
    }

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        var state = 1;
        if (outcomes[state] >= Outcome.Match)
            return true;
        foreach (var single in utf8)
        {
            state = table[state * classCount + classes[single]];
            if (state == Dead)
                return false;
            if (outcomes[state] >= Outcome.Match)
                return true;
        }
        return outcomes[state] != Outcome.None;
    }

    /// <summary>The automaton of a network; none if it grows too large.</summary>
    public static ByteAutomaton? Build(ByteNetwork network)
    {
        var (classes, representatives) = Classes(network);
        var builder = new Builder(network);
        builder.Begin();
        var rows = new List<ushort[]> { new ushort[representatives.Count] };
        for (var state = 1; state < builder.Sets.Count; state++)
        {
            if (builder.Sets.Count > StateLimit || builder.Sets.Count * representatives.Count > TableLimit)
                return null;
            rows.Add([.. representatives.Select(single => builder.Step(state, single))]);
        }
        return new ByteAutomaton(classes, representatives.Count, rows, builder.Outcomes);
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
        readonly Dictionary<string, ushort> known = [];
        readonly int[] marks = new int[network.States.Count];
        int round;

        public List<int[]> Sets { get; } = [];

        public List<Outcome> Outcomes { get; } = [];

        public void Begin()
        {
            Add([], atStart: false);
            Add([network.Start], atStart: true);
        }

        public ushort Step(int state, byte single)
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

        ushort Add(List<int> seeds, bool atStart)
        {
            var set = Close(seeds, atStart, atEnd: false);
            var key = new StringBuilder(set.Length + 1);
            foreach (var index in set)
                key.Append((char)index);
            // The first set alone may look back at the start.
            var name = key.Append(atStart ? '^' : '.').ToString();
            if (known.TryGetValue(name, out var number))
                return number;
            known[name] = number = (ushort)Sets.Count;
            Sets.Add(set);
            var matches = Array.Exists(set, index => network.States[index].Kind == ByteNetwork.StateKind.Match);
            var atTheEnd = matches || Array.Exists(Close(seeds, atStart, atEnd: true), index => network.States[index].Kind == ByteNetwork.StateKind.Match);
            Outcomes.Add(matches ? Outcome.Match : atTheEnd ? Outcome.MatchAtEnd : Outcome.None);
            return number;
        }

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
