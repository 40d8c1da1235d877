namespace Wharf.Contracts.Patterns;

/// <summary>
/// A nondeterministic automaton over the bytes of UTF-8 text (Thompson's construction), which finds a pattern anywhere in a string. Built
/// back to front: each part is given the state that follows it.
/// </summary>
sealed class ByteNetwork
{
    /// <summary>Patterns that need more are left to the regular expressions of the framework.</summary>
    const int StateLimit = 20_000;

    readonly List<State> states = [];
    readonly Dictionary<CodePointSet, List<(byte First, byte Last)[]>> sequences = [];

    ByteNetwork()
    {
    }

    public IReadOnlyList<State> States => states;

    public int Start { get; private set; }

    /// <summary>The network of a pattern; none if it grows too large.</summary>
    public static ByteNetwork? Build(PatternNode pattern)
    {
        var network = new ByteNetwork();
        var match = network.Add(new State(StateKind.Match));
        var start = network.Build(pattern, match);
        if (start < 0)
            return null;
        // A match may begin anywhere: step over bytes first.
        var loop = network.Add(new State(StateKind.Split) { Next = start });
        var step = network.Add(new State(StateKind.Bytes) { First = 0, Last = 255, Next = loop });
        if (step < 0)
            return null;
        network.states[loop].Other = step;
        network.Start = loop;
        return network;
    }

    int Add(State state)
    {
        if (states.Count >= StateLimit)
            return -1;
        states.Add(state);
        return states.Count - 1;
    }

    int Build(PatternNode node, int next)
    {
        if (next < 0)
            return -1;
        switch (node)
        {
            case CharacterNode character:
                return Characters(character.Set, next);
            case SequenceNode sequence:
                return sequence.Parts.Reverse().Aggregate(next, (following, part) => Build(part, following));
            case AlternativesNode alternatives:
                return alternatives.Parts.Select(part => Build(part, next)).ToList().Aggregate(Join);
            case GroupNode group:
                return Build(group.Part, next);
            case EdgeNode edge:
                return Add(new State(edge.IsEnd ? StateKind.AtEnd : StateKind.AtStart) { Next = next });
            case RepeatNode repeat:
                return Repeat(repeat, next);
            default:
                throw new InvalidOperationException($"{node} is not regular");
        }
    }

    int Repeat(RepeatNode repeat, int next)
    {
        // Counts alone, of something empty, would go on for long without a state.
        if (repeat.Minimum > StateLimit)
            return -1;
        var start = next;
        if (repeat.Maximum is { } maximum)
        {
            for (var times = repeat.Minimum; times < maximum && start >= 0; times++)
                start = Join(Build(repeat.Part, start), next);
        }
        else
        {
            start = Add(new State(StateKind.Split) { Next = next, Other = next });
            if (start < 0)
                return -1;
            var body = Build(repeat.Part, start);
            if (body < 0)
                return -1;
            states[start].Other = body;
        }
        for (var times = 0; times < repeat.Minimum && start >= 0; times++)
            start = Build(repeat.Part, start);
        return start;
    }

    int Join(int first, int second) =>
        first < 0 || second < 0 ? -1 : Add(new State(StateKind.Split) { Next = first, Other = second });

    int Characters(CodePointSet set, int next)
    {
        if (!sequences.TryGetValue(set, out var all))
            sequences[set] = all = [.. set.WithoutSurrogates().Ranges.SelectMany(range => Utf8Ranges.Split(range.First, range.Last))];
        // An empty class matches nothing.
        if (all.Count == 0)
            return Add(new State(StateKind.Never));
        // Sequences that end alike share their last states.
        var tails = new Dictionary<(byte, byte, int), int>();
        var starts = new List<int>();
        foreach (var sequence in all)
        {
            var state = next;
            foreach (var (first, last) in sequence.Reverse())
            {
                if (!tails.TryGetValue((first, last, state), out var shared))
                {
                    shared = Add(new State(StateKind.Bytes) { First = first, Last = last, Next = state });
                    tails[(first, last, state)] = shared;
                }
                state = shared;
                if (state < 0)
                    return -1;
            }
            if (!starts.Contains(state))
                starts.Add(state);
        }
        return starts.Aggregate(Join);
    }

    public enum StateKind
    {
        Bytes,
        Split,
        AtStart,
        AtEnd,
        Match,
        Never,
    }

    public sealed class State(StateKind kind)
    {
        public StateKind Kind { get; } = kind;

        public byte First { get; init; }

        public byte Last { get; init; }

        public int Next { get; init; }

        public int Other { get; set; }
    }
}
