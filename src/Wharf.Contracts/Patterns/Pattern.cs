namespace Wharf.Contracts.Patterns;

/// <summary>A regular expression of ECMA-262 (with its <c>u</c> flag, as JSON Schema has it), matched anywhere in a string.</summary>
/// <remarks>
/// Nearly every pattern of a contract is regular in the strict sense and becomes a sequence of runs or an automaton over UTF-8 bytes:
/// linear
/// time, no decoding, no allocation. What looks around, refers back or would grow too large goes to the framework, with a time limit.
/// </remarks>
sealed class Pattern
{
    readonly ClassSequence? sequence;
    readonly ByteAutomaton? automaton;
    readonly FrameworkPattern? framework;

    public Pattern(string source, TimeSpan timeout)
    {
        Source = source;
        var node = PatternParser.Parse(source);
        sequence = ClassSequence.Recognize(node);
        if (sequence is not null)
            return;
        if (node.IsRegular && ByteNetwork.Build(node) is { } network)
            automaton = ByteAutomaton.Build(network);
        if (automaton is null)
            framework = new FrameworkPattern(node, timeout);
    }

    public string Source { get; }

    /// <summary>Whether it is matched in linear time without a limit.</summary>
    public bool IsLinear => framework is null;

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        if (sequence is not null)
            return sequence.IsMatch(utf8);
        return automaton is not null ? automaton.IsMatch(utf8) : framework!.IsMatch(utf8);
    }
}
