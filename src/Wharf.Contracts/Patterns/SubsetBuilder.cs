namespace Wharf.Contracts.Patterns;

/// <summary>
/// Makes a network deterministic: its sets of states become states, numbered as they are found. 0 is the empty set, and one number stands
/// for
/// all sets that have matched.
/// </summary>
/// <remarks>
/// Steps that lead to the same seeds are recognised before anything is closed over: a class such as <c>\p{L}</c> has hundreds of ranges
/// that
/// all go on alike.
/// </remarks>
sealed class SubsetBuilder
{
    readonly ByteNetwork network;
    readonly byte[] classes;
    readonly int matched;
    readonly List<int>[] steps;
    readonly Dictionary<string, int> bySeeds = [];
    readonly Dictionary<string, int> bySet = [];
    readonly int[] marks;
    int round;

    public SubsetBuilder(ByteNetwork network, byte[] classes, int classCount, int matched)
    {
        this.network = network;
        this.classes = classes;
        this.matched = matched;
        steps = [.. Enumerable.Range(0, classCount).Select(_ => new List<int>())];
        marks = new int[network.States.Count];
        Sets.AddRange([[], []]);
        MatchesAtEnd.AddRange([false, true]);
        AddNew([network.Start], Close([network.Start], atStart: true, atEnd: false), atStart: true);
    }

    public List<int[]> Sets { get; } = [];

    /// <summary>Whether a string may end in a set.</summary>
    public List<bool> MatchesAtEnd { get; } = [];

    /// <summary>Where each class of bytes leads from a set.</summary>
    public int[] Row(int number)
    {
        foreach (var index in Sets[number])
        {
            var state = network.States[index];
            for (int single = classes[state.First]; state.Kind == ByteNetwork.StateKind.Bytes && single <= classes[state.Last]; single++)
                steps[single].Add(state.Next);
        }
        var row = new int[steps.Length];
        for (var single = 0; single < row.Length; single++)
        {
            if (steps[single].Count > 0)
                row[single] = Find(steps[single]);
            steps[single].Clear();
        }
        return row;
    }

    public bool HasMatch(int[] set) => Array.Exists(set, index => network.States[index].Kind == ByteNetwork.StateKind.Match);

    int Find(List<int> seeds)
    {
        var key = Key(seeds);
        if (bySeeds.TryGetValue(key, out var number))
            return number;
        var set = Close(seeds, atStart: false, atEnd: false);
        if (HasMatch(set))
            number = matched;
        else if (set.Length > 0 && !bySet.TryGetValue(Key(set), out number))
            bySet[Key(set)] = number = AddNew(seeds, set, atStart: false);
        bySeeds[key] = number;
        return number;
    }

    int AddNew(List<int> seeds, int[] set, bool atStart)
    {
        Sets.Add(set);
        MatchesAtEnd.Add(HasMatch(set) || HasMatch(Close(seeds, atStart, atEnd: true)));
        return Sets.Count - 1;
    }

    static string Key(IReadOnlyList<int> states) =>
        string.Create(states.Count, states, (characters, numbers) =>
        {
            for (var index = 0; index < characters.Length; index++)
                characters[index] = (char)numbers[index];
        });

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
