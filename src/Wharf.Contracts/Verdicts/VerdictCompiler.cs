using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// Turns schemas into verdicts. Goal: a document is read once, whatever mixture of <c>$ref</c>, <c>allOf</c> and siblings its schema is.
/// </summary>
/// <remarks>
/// What is compiled is therefore not a schema but a *set* of them that apply to the same value (as automata are made deterministic). For
/// each kind of value the set is expanded to all that is included in place (<see cref="Expansion"/>); a member's schemas from all of these
/// are the set its own verdict is compiled from, and so on, each set once. Dynamic references need no scope when running: a schema is
/// compiled once for each scope that can tell <c>$dynamicRef</c> targets apart, which is one scope for all ordinary contracts.
/// What was not done: sets are not built while running (a verdict is immutable), and a set that grows without measure is given up
/// (<see cref="VerdictTooComplexException"/>) rather than compiled for minutes. Works off a queue: schemas may refer to each other in
/// circles.
/// </remarks>
sealed class VerdictCompiler(bool refuseReadOnly)
{
    /// <summary>More verdicts than any contract needs, fewer than take a second.</summary>
    const int VerdictLimit = 50_000;

    static readonly JsonTypes[] Kinds =
        [JsonTypes.Null, JsonTypes.Boolean, JsonTypes.Number, JsonTypes.String, JsonTypes.Array, JsonTypes.Object];

    readonly Dictionary<string, Verdict> verdicts = [];
    readonly Queue<(Verdict Verdict, IReadOnlyList<InPlace> Roots)> pending = new();
    readonly Dictionary<InPlace, MemberAccess> access = [];
    readonly DynamicScope scope = new();

    public bool RefuseReadOnly { get; } = refuseReadOnly;

    /// <summary>The verdict of one schema; none for a schema that allows everything.</summary>
    public Verdict? Compile(Schema schema)
    {
        var verdict = Compile([InPlace.Enter(schema, scope)]);
        while (pending.TryDequeue(out var next))
            Fill(next.Verdict, next.Roots);
        return verdict;
    }

    /// <summary>The verdict of schemas that apply to the same value; it is filled in before the outermost call returns.</summary>
    public Verdict? Compile(IEnumerable<InPlace> schemas)
    {
        var roots = schemas.Where(root => !root.Schema.IsTrivial).Distinct()
            .OrderBy(root => root.Schema.Id).ThenBy(root => root.Scope.Id).ToList();
        if (roots.Count == 0)
            return null;
        var key = string.Join(' ', roots.Select(root => $"{root.Schema.Id}/{root.Scope.Id}"));
        if (verdicts.TryGetValue(key, out var verdict))
            return verdict;
        if (verdicts.Count >= VerdictLimit)
            throw new VerdictTooComplexException();
        verdicts[key] = verdict = new Verdict();
        pending.Enqueue((verdict, roots));
        return verdict;
    }

    public MemberAccess AccessOf(InPlace root)
    {
        if (!access.TryGetValue(root, out var members))
            access[root] = members = MemberAccess.Of(root);
        return members;
    }

    void Fill(Verdict verdict, IReadOnlyList<InPlace> roots)
    {
        foreach (var kind in Kinds)
            Fill(verdict, kind, roots, null);
    }

    /// <summary>Adds the plan for one kind of value, if the kind is allowed.</summary>
    public void Fill(Verdict verdict, JsonTypes kind, IReadOnlyList<InPlace> roots, HeldBits? outer)
    {
        var held = outer ?? HeldBits.For(roots, kind);
        var expansion = new Expansion(this, kind, held, isOutermost: outer is null);
        if (!expansion.Expand(roots))
            return;
        switch (kind)
        {
            case JsonTypes.Null:
                verdict.Null = new NullPlan(expansion.Aftermath());
                break;
            case JsonTypes.Boolean:
                verdict.Boolean = new BooleanPlan(expansion.Aftermath());
                break;
            case JsonTypes.Number:
                verdict.Number = ScalarPlans.Number(expansion);
                break;
            case JsonTypes.String:
                verdict.String = ScalarPlans.String(expansion);
                break;
            case JsonTypes.Array:
                verdict.Array = new ArrayPlanBuilder(this, expansion).Build(outer is null ? held : null);
                break;
            case JsonTypes.Object:
                verdict.Object = new ObjectPlanBuilder(this, expansion).Build(outer is null ? held : null);
                break;
        }
    }
}
