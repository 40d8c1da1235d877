using Wharf.Contracts.Formats;

namespace Wharf.Contracts.Verdicts;

/// <summary>Gathers the rules for numbers and strings from all schemas that apply.</summary>
static class ScalarPlans
{
    public static NumberPlan Number(Expansion expansion)
    {
        var schemas = expansion.Parts.Select(part => part.Place.Schema).Distinct().ToList();
        return new NumberPlan(
            expansion.Types,
            [.. schemas.SelectMany(schema => schema.Bounds)],
            [.. schemas.Select(schema => schema.MultipleOf?.Divisor).OfType<Json.Divisor>()],
            [.. schemas.Select(schema => schema.Format?.Number).OfType<NumberFormat>().Distinct()],
            expansion.Aftermath());
    }

    public static StringPlan String(Expansion expansion)
    {
        var schemas = expansion.Parts.Select(part => part.Place.Schema).Distinct().ToList();
        return new StringPlan(
            schemas.Max(schema => schema.MinLength),
            schemas.Min(schema => schema.MaxLength),
            [.. schemas.Select(schema => schema.Pattern).OfType<Patterns.Pattern>().Distinct()],
            [.. schemas.Select(schema => schema.Format?.Text).OfType<StringFormat>().Distinct()],
            expansion.Aftermath());
    }
}
