namespace Wharf.Contracts.Patterns;

/// <summary>A regular expression as a tree.</summary>
abstract record PatternNode
{
    /// <summary>Whether an automaton can match it: no looking around, no back-references.</summary>
    public virtual bool IsRegular => true;
}

/// <summary>One code point of a set.</summary>
sealed record CharacterNode(CodePointSet Set) : PatternNode;

/// <summary>One after the other; nothing if there are none.</summary>
sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode
{
    public override bool IsRegular => Parts.All(part => part.IsRegular);
}

/// <summary>One or the other.</summary>
sealed record AlternativesNode(IReadOnlyList<PatternNode> Parts) : PatternNode
{
    public override bool IsRegular => Parts.All(part => part.IsRegular);
}

/// <summary>Several times; no maximum for any number.</summary>
sealed record RepeatNode(PatternNode Part, int Minimum, int? Maximum, bool IsLazy) : PatternNode
{
    public override bool IsRegular => Part.IsRegular;
}

/// <summary>A group that captures, with its number.</summary>
sealed record GroupNode(PatternNode Part, int Number) : PatternNode
{
    public override bool IsRegular => Part.IsRegular;
}

/// <summary>The start or the end of the string.</summary>
sealed record EdgeNode(bool IsEnd) : PatternNode;

/// <summary>A word boundary, or none.</summary>
sealed record BoundaryNode(bool IsNegated) : PatternNode
{
    public override bool IsRegular => false;
}

/// <summary>A look ahead or behind.</summary>
sealed record LookNode(PatternNode Part, bool IsBehind, bool IsNegated) : PatternNode
{
    public override bool IsRegular => false;
}

/// <summary>What a group has captured, again; a name is resolved to its number once all groups are known.</summary>
sealed record BackReferenceNode(int Number, string? Name) : PatternNode
{
    public override bool IsRegular => false;
}
