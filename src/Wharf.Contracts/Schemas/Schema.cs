using System.Text.Json;
using Wharf.Contracts.Formats;
using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Schemas;

/// <summary>
/// One schema as it stands in its document: where it is and, once read, its keywords with their values checked and their subschemas and
/// references resolved. Schemas form a graph (references may go round); both evaluators start from it.
/// </summary>
sealed class Schema(SchemaResource resource, SchemaDocument document, string pointer, JsonElement element)
{
    public SchemaResource Resource { get; } = resource;

    public SchemaDocument Document { get; } = document;

    /// <summary>The JSON pointer inside the document.</summary>
    public string Pointer { get; } = pointer;

    public JsonElement Element { get; } = element;

    /// <summary>The number that orders and names schemas of one set.</summary>
    public int Id { get; } = document.NextId();

    public string Location => Document.Uri + "#" + Pointer;

    public bool IsRead { get; set; }

    public bool IsFalse => Element.ValueKind == JsonValueKind.False;

    /// <summary>Whether it includes other schemas in place.</summary>
    public bool HasParts => Ref is not null || DynamicRef is not null || AllOf.Length > 0;

    /// <summary>Whether it allows everything, as <c>true</c>, <c>{}</c> and mere annotations do.</summary>
    public bool IsTrivial { get; set; }

    public Schema? Ref { get; set; }

    public DynamicReference? DynamicRef { get; set; }

    public JsonTypes Types { get; set; } = JsonTypes.All;

    public Constant? Const { get; set; }

    public Constant[]? Enum { get; set; }

    public NumberBound[] Bounds { get; set; } = [];

    public Multiple? MultipleOf { get; set; }

    public long MinLength { get; set; }

    public long? MaxLength { get; set; }

    public Pattern? Pattern { get; set; }

    public Format? Format { get; set; }

    public Schema[] PrefixItems { get; set; } = [];

    public Schema? Items { get; set; }

    public Schema? Contains { get; set; }

    public long MinContains { get; set; } = 1;

    public long? MaxContains { get; set; }

    public long MinItems { get; set; }

    public long? MaxItems { get; set; }

    public bool UniqueItems { get; set; }

    public Schema? UnevaluatedItems { get; set; }

    public Dictionary<string, Schema> Properties { get; set; } = [];

    public PatternProperty[] PatternProperties { get; set; } = [];

    public Schema? AdditionalProperties { get; set; }

    public Schema? PropertyNames { get; set; }

    public string[] Required { get; set; } = [];

    public Dictionary<string, string[]> DependentRequired { get; set; } = [];

    public long MinProperties { get; set; }

    public long? MaxProperties { get; set; }

    public Schema? UnevaluatedProperties { get; set; }

    public Schema[] AllOf { get; set; } = [];

    public Schema[] AnyOf { get; set; } = [];

    public Schema[] OneOf { get; set; } = [];

    public Schema? Not { get; set; }

    public Schema? If { get; set; }

    public Schema? Then { get; set; }

    public Schema? Else { get; set; }

    public Dictionary<string, Schema> DependentSchemas { get; set; } = [];

    public Discriminator? Discriminator { get; set; }

    public bool ReadOnly { get; set; }

    public bool WriteOnly { get; set; }

    public override string ToString() => Location;
}

/// <summary>
/// A <c>$dynamicRef</c>: where it leads by itself and, where that is a dynamic anchor, the name looked up in the dynamic scope.
/// </summary>
sealed record DynamicReference(Schema Initial, string? Anchor);

/// <summary>One of the four bounds of a number.</summary>
sealed record NumberBound(string Keyword, Constant Limit);

/// <summary>A <c>multipleOf</c>, as written and as computed with.</summary>
sealed record Multiple(string Text, Divisor Divisor);

/// <summary>One entry of <c>patternProperties</c>.</summary>
sealed record PatternProperty(Pattern Pattern, Schema Schema);

/// <summary>OpenAPI's <c>discriminator</c>: the branch whose violations are worth telling, by the value of one member.</summary>
sealed record Discriminator(string PropertyName, Dictionary<string, Schema> Mapping);
