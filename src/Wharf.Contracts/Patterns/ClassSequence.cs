using System.Buffers;

namespace Wharf.Contracts.Patterns;

/// <summary>
/// The patterns most contracts consist of, such as <c>^[a-z0-9-]{3,40}$</c> or <c>^\d{4}-\d{2}$</c>: from start to end, runs of ASCII
/// classes,
/// each told from the next by its first character, so that taking as much as possible is always right. Runs are found with vector
/// instructions: measured, a 64-digit hash takes a sixth of the time the automaton needs for it.
/// </summary>
sealed class ClassSequence
{
    readonly Run[] runs;

    ClassSequence(Run[] runs)
    {
        this.runs = runs;
    }

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        foreach (var run in runs)
        {
            if (run.Minimum == run.Maximum)
            {
                if (utf8.Length < run.Minimum || utf8[..run.Minimum].ContainsAnyExcept(run.Set))
                    return false;
                utf8 = utf8[run.Minimum..];
                continue;
            }
            var length = utf8.IndexOfAnyExcept(run.Set);
            if (length < 0)
                length = utf8.Length;
            if (length < run.Minimum)
                return false;
            utf8 = utf8[Math.Min(length, run.Maximum)..];
        }
        return utf8.IsEmpty;
    }

    /// <summary>The sequence that a pattern is, if it is one.</summary>
    public static ClassSequence? Recognize(PatternNode pattern)
    {
        var parts = new List<PatternNode>();
        Flatten(pattern, parts);
        if (parts.Count < 2 || parts[0] is not EdgeNode { IsEnd: false } || parts[^1] is not EdgeNode { IsEnd: true })
            return null;
        var runs = new List<Run>();
        var members = new List<byte[]>();
        foreach (var part in parts.Skip(1).SkipLast(1))
        {
            var (node, minimum, maximum) = part is RepeatNode repeat
                ? (Single(repeat.Part), repeat.Minimum, repeat.Maximum ?? int.MaxValue)
                : (part, 1, 1);
            if (node is not CharacterNode { Set: var set } || set.Ranges.Count == 0 || set.Ranges[^1].Last > 0x7F)
                return null;
            var singles = set.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1));
            byte[] bytes = [.. singles.Select(single => (byte)single)];
            if (runs.Count > 0 && runs[^1].Minimum != runs[^1].Maximum && (minimum == 0 || bytes.Intersect(members[^1]).Any()))
                return null;
            runs.Add(new Run(SearchValues.Create(bytes), minimum, maximum));
            members.Add(bytes);
        }
        return new ClassSequence([.. runs]);
    }

    static void Flatten(PatternNode node, List<PatternNode> parts)
    {
        if (node is SequenceNode sequence)
        {
            foreach (var part in sequence.Parts)
                Flatten(part, parts);
        }
        else if (node is GroupNode group)
            Flatten(group.Part, parts);
        else
            parts.Add(node);
    }

    static PatternNode Single(PatternNode node)
    {
        var parts = new List<PatternNode>();
        Flatten(node, parts);
        return parts.Count == 1 ? parts[0] : node;
    }

    sealed record Run(SearchValues<byte> Set, int Minimum, int Maximum);
}
