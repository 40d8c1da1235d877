namespace Wharf.Contracts.Patterns;

/// <summary>
/// Reads regular expressions of ECMA-262 with the <c>u</c> flag: by code points. Laxer than that flag in two points that contracts are full
/// of: any punctuation may be escaped (<c>\-</c>, <c>\@</c>), and braces and brackets that open nothing stand for themselves.
/// </summary>
sealed class PatternParser
{
    const int DeepestNesting = 100;

    readonly PatternText text;
    readonly PatternEscapes escapes;
    readonly Dictionary<string, int> names = [];
    readonly List<BackReferenceNode> references = [];
    int groups;
    int depth;

    PatternParser(string source)
    {
        text = new PatternText(source);
        escapes = new PatternEscapes(text);
    }

    public static PatternNode Parse(string source)
    {
        var parser = new PatternParser(source);
        var node = parser.Alternatives();
        if (!parser.text.IsAtEnd)
            throw new PatternException("a closing parenthesis has no opening one");
        foreach (var reference in parser.references)
        {
            if (reference.Name is null ? reference.Number > parser.groups : !parser.names.ContainsKey(reference.Name))
                throw new PatternException("a back-reference leads to no group");
        }
        return parser.names.Count == 0 ? node : new GroupNames(parser.names).Resolve(node);
    }

    PatternNode Alternatives()
    {
        if (++depth > DeepestNesting)
            throw new PatternException("too many groups are nested");
        var parts = new List<PatternNode> { Sequence() };
        while (text.Take('|'))
            parts.Add(Sequence());
        depth--;
        return parts.Count == 1 ? parts[0] : new AlternativesNode(parts);
    }

    SequenceNode Sequence()
    {
        var parts = new List<PatternNode>();
        while (!text.IsAtEnd && text.Peek is not ('|' or ')'))
            parts.Add(Quantified(Atom()));
        return new SequenceNode(parts);
    }

    PatternNode Atom()
    {
        var next = text.Next();
        return next switch
        {
            '^' => new EdgeNode(IsEnd: false),
            '$' => new EdgeNode(IsEnd: true),
            '.' => new CharacterNode(CodePointSet.Dot),
            '[' => new CharacterNode(escapes.Class()),
            '(' => Group(),
            '\\' => Escape(),
            '*' or '+' or '?' => throw new PatternException($"the quantifier {(char)next} follows nothing"),
            _ => new CharacterNode(CodePointSet.Of(next)),
        };
    }

    PatternNode Quantified(PatternNode atom)
    {
        if (text.IsAtEnd)
            return atom;
        int? maximum = null;
        int minimum;
        switch (text.Peek)
        {
            case '*':
                minimum = 0;
                break;
            case '+':
                minimum = 1;
                break;
            case '?':
                (minimum, maximum) = (0, 1);
                break;
            case '{' when text.TakeCounts() is { } counts:
                (minimum, maximum) = counts;
                return Repeat(atom, minimum, maximum);
            default:
                return atom;
        }
        text.Next();
        return Repeat(atom, minimum, maximum);
    }

    RepeatNode Repeat(PatternNode atom, int minimum, int? maximum)
    {
        if (atom is EdgeNode or BoundaryNode or LookNode { IsBehind: true })
            throw new PatternException("an assertion cannot be repeated");
        if (maximum < minimum)
            throw new PatternException("the counts of a quantifier are out of order");
        var isLazy = text.Take('?');
        if (!text.IsAtEnd && (text.Peek is '*' or '+' or '?'))
            throw new PatternException("a quantifier follows another");
        return new RepeatNode(atom, minimum, maximum, isLazy);
    }

    PatternNode Group()
    {
        if (text.Take("?:"))
            return Close(Alternatives());
        if (text.Take("?="))
            return new LookNode(Close(Alternatives()), IsBehind: false, IsNegated: false);
        if (text.Take("?!"))
            return new LookNode(Close(Alternatives()), IsBehind: false, IsNegated: true);
        if (text.Take("?<="))
            return new LookNode(Close(Alternatives()), IsBehind: true, IsNegated: false);
        if (text.Take("?<!"))
            return new LookNode(Close(Alternatives()), IsBehind: true, IsNegated: true);
        var number = ++groups;
        if (text.Take("?<"))
        {
            var name = Name();
            if (!names.TryAdd(name, number))
                throw new PatternException($"two groups are called {name}");
        }
        else if (!text.IsAtEnd && text.Peek == '?')
            throw new PatternException("a group begins with what is no kind of group");
        return new GroupNode(Close(Alternatives()), number);
    }

    PatternNode Close(PatternNode node) => text.Take(')') ? node : throw new PatternException("a group is not closed");

    PatternNode Escape()
    {
        if (text.IsAtEnd)
            throw new PatternException("it ends with a backslash");
        if (text.Take('b'))
            return new BoundaryNode(IsNegated: false);
        if (text.Take('B'))
            return new BoundaryNode(IsNegated: true);
        if (text.Take("k<"))
            return Reference(0, Name());
        if (text.Peek is >= '1' and <= '9')
            return Reference(text.Number(), null);
        return new CharacterNode(escapes.Escape(inClass: false));
    }

    BackReferenceNode Reference(int number, string? name)
    {
        var reference = new BackReferenceNode(number, name);
        references.Add(reference);
        return reference;
    }

    string Name()
    {
        var name = text.TakeUntil('>') ?? throw new PatternException("a group's name is not closed");
        if (name.Length == 0 || !name.EnumerateRunes().All(rune => rune.Value is '_' or '$' || System.Text.Rune.IsLetterOrDigit(rune))
            || char.IsAsciiDigit(name[0]))
            throw new PatternException($"{name} is no name for a group");
        return name;
    }

    /// <summary>Replaces the names of back-references by their groups' numbers.</summary>
    sealed class GroupNames(Dictionary<string, int> names)
    {
        public PatternNode Resolve(PatternNode node) => node switch
        {
            SequenceNode sequence => new SequenceNode([.. sequence.Parts.Select(Resolve)]),
            AlternativesNode alternatives => new AlternativesNode([.. alternatives.Parts.Select(Resolve)]),
            RepeatNode repeat => repeat with { Part = Resolve(repeat.Part) },
            GroupNode group => group with { Part = Resolve(group.Part) },
            LookNode look => look with { Part = Resolve(look.Part) },
            BackReferenceNode { Name: { } name } => new BackReferenceNode(names[name], null),
            _ => node,
        };
    }
}
