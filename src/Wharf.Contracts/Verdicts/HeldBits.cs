using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// The alternatives in one isolated schema, a bit for each, and what each evaluates if it holds. Bit 0 is the schema itself, which holds.
/// </summary>
sealed class HeldBits
{
    readonly JsonTypes kind;
    int count;

    HeldBits(InPlace root, JsonTypes kind)
    {
        Root = root;
        this.kind = kind;
        Add(root);
    }

    public InPlace Root { get; }

    /// <summary>The schemas that evaluate something, by the alternative they belong to.</summary>
    public List<(InPlace Place, ulong Bit)> Evaluators { get; } = [];

    /// <summary>The alternatives that evaluate all there is.</summary>
    public ulong All { get; private set; }

    /// <summary>The bits for schemas that need them: a single isolated one that does not evaluate everything anyway.</summary>
    public static HeldBits? For(IReadOnlyList<InPlace> roots, JsonTypes kind)
    {
        if (roots.Count != 1 || !roots[0].IsIsolated(kind))
            return null;
        var bits = new HeldBits(roots[0], kind);
        return bits.All == 0 ? bits : null;
    }

    public ulong Add(InPlace place)
    {
        if (count >= 64)
            throw new VerdictTooComplexException();
        var bit = 1UL << count++;
        if (place != Root && place.IsIsolated(kind))
        {
            All |= bit;
            return bit;
        }
        var (parts, isolated) = place.Closure(kind);
        if (isolated.Count > 0 || parts.Exists(EvaluatesAll))
            All |= bit;
        foreach (var part in parts)
            Evaluators.Add((part, bit));
        return bit;
    }

    bool EvaluatesAll(InPlace place)
    {
        if (place != Root && place.IsLast(kind))
            return true;
        return kind == JsonTypes.Object ? place.Schema.AdditionalProperties is not null : place.Schema.Items is not null;
    }
}
