using System.Text;
using Wharf.Contracts.Patterns;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>
/// What must become of the members that some schemas say nothing about: <c>additionalProperties</c> beside the members of its own schema,
/// or an
/// <c>unevaluatedProperties</c> that no alternative has a say in, beside the members of all it includes.
/// </summary>
sealed class Leftover(IReadOnlyList<Schema> beside, InPlace rule)
{
    readonly HashSet<string> names = [.. beside.SelectMany(schema => schema.Properties.Keys)];

    public InPlace Rule { get; } = rule;

    public List<Pattern> Patterns { get; } =
        [.. beside.SelectMany(schema => schema.PatternProperties).Select(entry => entry.Pattern).Distinct()];

    public bool Applies(string name)
    {
        if (names.Contains(name))
            return false;
        var utf8 = Encoding.UTF8.GetBytes(name);
        return !Patterns.Exists(pattern => pattern.IsMatch(utf8));
    }

    public static IEnumerable<Leftover> Of(InPlace place, InPlace? tracked)
    {
        var (schema, scope) = place;
        if (schema.AdditionalProperties is not null)
            yield return new Leftover([schema], InPlace.Enter(schema.AdditionalProperties, scope));
        if (schema.UnevaluatedProperties is null || place == tracked)
            yield break;
        var (parts, isolated) = place.Closure(JsonTypes.Object);
        // Where a part takes everything, nothing is left over.
        var takesAll = isolated.Count > 0
            || parts.Exists(part => part.Schema.AdditionalProperties is not null || (part != place && part.IsLast(JsonTypes.Object)));
        if (!takesAll)
            yield return new Leftover([.. parts.Select(part => part.Schema)], InPlace.Enter(schema.UnevaluatedProperties, scope));
    }
}
