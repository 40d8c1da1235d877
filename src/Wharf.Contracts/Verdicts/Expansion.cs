using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// All schemas that apply in place to one kind of value, and the alternatives among them. An <c>anyOf</c> or <c>oneOf</c> of which one
/// alternative alone can take that kind (the other is <c>null</c>, say) is no choice: the alternative joins the others.
/// </summary>
sealed class Expansion(VerdictCompiler compiler, JsonTypes kind, HeldBits? held, bool isOutermost)
{
    readonly List<InPlace> roots = [];
    readonly List<InPlace> apart = [];
    readonly List<Choice> choices = [];

    /// <summary>The schemas, each with the root that it was reached from.</summary>
    public List<(InPlace Place, InPlace Root)> Parts { get; } = [];

    public IReadOnlyList<InPlace> Roots => roots;

    /// <summary>The types that are left: of numbers, integers or others may have gone.</summary>
    public JsonTypes Types { get; private set; } = JsonTypes.All;

    /// <summary>Expands the schemas; false if no value of the kind can be right.</summary>
    public bool Expand(IReadOnlyList<InPlace> schemas)
    {
        roots.AddRange(schemas);
        for (var index = 0; index < roots.Count; index++)
        {
            var root = roots[index];
            // The one that the held bits are kept for is at home here; any other of its kind is judged by itself.
            if (root.IsIsolated(kind) && !(isOutermost && schemas.Count == 1 && index == 0))
                apart.Add(root);
            else if (!ExpandRoot(root))
                return false;
        }
        return true;
    }

    public Aftermath? Aftermath()
    {
        var constants = new List<ConstantSet>();
        foreach (var (place, _) in Parts)
        {
            if (place.Schema.Const is { } constant)
                constants.Add(new ConstantSet([constant]));
            if (place.Schema.Enum is { } choice)
                constants.Add(new ConstantSet(choice));
        }
        var verdicts = apart.Distinct().Select(root => compiler.Compile([root])).OfType<Verdict>().ToArray();
        return constants.Count + choices.Count + verdicts.Length == 0 ? null : new Aftermath([.. constants], [.. choices], verdicts);
    }

    bool ExpandRoot(InPlace root)
    {
        var (parts, isolated) = root.Closure(kind);
        apart.AddRange(isolated);
        foreach (var part in parts)
        {
            Types &= part.Schema.Types;
            if ((Types & kind) == 0 || part.Schema.IsFalse)
                return false;
            Parts.Add((part, root));
            if (!AddChoices(part))
                return false;
        }
        return true;
    }

    bool AddChoices(InPlace place)
    {
        var (schema, scope) = place;
        var isTracked = held is not null;
        if (schema.AnyOf.Length > 0
            && !AddAlternatives(schema.AnyOf, scope, places => new AnyOfChoice([.. places.Select(Alternative)], isTracked)))
            return false;
        if (schema.OneOf.Length > 0
            && !AddAlternatives(schema.OneOf, scope, places => new OneOfChoice([.. places.Select(Alternative)])))
            return false;
        if (schema.Not is not null)
            choices.Add(new NotChoice(compiler.Compile([InPlace.Enter(schema.Not, scope)])));
        if (schema.If is not null)
            choices.Add(new IfChoice(Optional(schema.If, scope), Optional(schema.Then, scope), Optional(schema.Else, scope)));
        foreach (var (name, dependent) in kind == JsonTypes.Object ? schema.DependentSchemas : [])
            choices.Add(new DependentChoice(new NameTable([name]), Alternative(InPlace.Enter(dependent, scope))));
        return true;
    }

    bool AddAlternatives(Schema[] schemas, DynamicScope scope, Func<IEnumerable<InPlace>, Choice> choose)
    {
        var possible = schemas.Select(schema => InPlace.Enter(schema, scope)).Where(place => (place.Types() & kind) != 0).ToList();
        if (possible.Count == 0)
            return false;
        if (possible.Count > 1 || held is not null)
            choices.Add(choose(possible));
        else if (!roots.Contains(possible[0]))
            roots.Add(possible[0]);
        return true;
    }

    Alternative Optional(Schema? schema, DynamicScope scope) =>
        schema is null ? default : Alternative(InPlace.Enter(schema, scope));

    Alternative Alternative(InPlace place)
    {
        if (held is null)
            return new Alternative(compiler.Compile([place]), 0);
        var bit = held.Add(place);
        if (place.IsIsolated(kind) || !place.Closure(kind).Parts.Exists(part => part.IsConditional(kind)))
            return new Alternative(compiler.Compile([place]), bit);
        var verdict = new Verdict();
        compiler.Fill(verdict, kind, [place], held);
        return new Alternative(verdict, bit);
    }
}
