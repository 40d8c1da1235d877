using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>The vocabularies of 2020-12 that change a verdict. A metaschema turns them on and off.</summary>
[Flags]
enum Vocabularies
{
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    FormatAssertion = 16,
    Standard = Core | Applicator | Unevaluated | Validation,
}

static class VocabularyNames
{
    const string Prefix = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>Reads a metaschema's <c>$vocabulary</c>; one that is required and unknown cannot be honoured.</summary>
    public static Vocabularies Read(string metaschema, JsonElement vocabulary)
    {
        var found = Vocabularies.Core;
        foreach (var entry in vocabulary.EnumerateObject())
        {
            var name = entry.Name.StartsWith(Prefix, StringComparison.Ordinal) ? entry.Name[Prefix.Length..] : "";
            found |= name switch
            {
                "applicator" => Vocabularies.Applicator,
                "unevaluated" => Vocabularies.Unevaluated,
                "validation" => Vocabularies.Validation,
                "format-assertion" => Vocabularies.FormatAssertion,
                "core" or "meta-data" or "format-annotation" or "content" => Vocabularies.Core,
                _ when entry.Value.ValueKind != JsonValueKind.True => Vocabularies.Core,
                _ => throw new SchemaException(metaschema, $"requires the vocabulary {entry.Name}, which is unknown"),
            };
        }
        return found;
    }
}
