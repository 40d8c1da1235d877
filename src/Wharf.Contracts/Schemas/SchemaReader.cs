using System.Text.Json;
using Wharf.Contracts.Formats;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Schemas;

/// <summary>
/// Reads the keywords of schemas: checks what they say, resolves what they refer to. Works off a queue, so that a deep or circular graph
/// costs no stack. What is not a keyword is ignored, as 2020-12 asks; a keyword with nonsense in it is refused with its location.
/// </summary>
sealed class SchemaReader(SchemaRegistry registry, PatternCache patterns)
{
    readonly Queue<Schema> pending = new();

    bool IsOpenApi30 => registry.Options.Dialect == SchemaDialect.OpenApi30;

    /// <summary>Reads a schema and all that it leads to.</summary>
    public void Read(Schema root)
    {
        var read = new List<Schema>();
        try
        {
            Read(root, read);
        }
        catch (SchemaException)
        {
            // Whoever leads here later is to hear of it too.
            pending.Clear();
            foreach (var schema in read)
                schema.IsRead = false;
            throw;
        }
    }

    void Read(Schema root, List<Schema> read)
    {
        pending.Enqueue(root);
        while (pending.TryDequeue(out var schema))
        {
            if (schema.IsRead)
                continue;
            schema.IsRead = true;
            read.Add(schema);
            schema.IsTrivial = !schema.IsFalse && !SchemaKeywords.AnyRules(schema.Element);
            if (schema.Element.ValueKind == JsonValueKind.Object)
                ReadKeywords(new SchemaKeywords(schema), schema);
        }
    }

    void ReadKeywords(SchemaKeywords keywords, Schema schema)
    {
        if (keywords.String("$ref") is { } reference)
        {
            schema.Ref = Follow(schema, "$ref", reference);
            if (IsOpenApi30)
                return;
        }
        if (!IsOpenApi30 && keywords.String("$dynamicRef") is { } dynamicReference)
            schema.DynamicRef = FollowDynamic(schema, dynamicReference);
        schema.ReadOnly = keywords.Flag("readOnly");
        schema.WriteOnly = keywords.Flag("writeOnly");
        var vocabularies = registry.VocabulariesOf(schema.Resource);
        if (vocabularies.HasFlag(Vocabularies.Applicator))
            ReadApplicators(keywords, schema);
        if (vocabularies.HasFlag(Vocabularies.Unevaluated))
        {
            schema.UnevaluatedItems = Child(schema, "unevaluatedItems");
            schema.UnevaluatedProperties = Child(schema, "unevaluatedProperties");
        }
        if (vocabularies.HasFlag(Vocabularies.Validation))
            ReadAssertions(keywords, schema);
        var assertsFormats = registry.Options.AssertFormats || vocabularies.HasFlag(Vocabularies.FormatAssertion);
        if (keywords.String("format") is { } format && assertsFormats)
            schema.Format = Format.Find(format);
    }

    void ReadApplicators(SchemaKeywords keywords, Schema schema)
    {
        schema.AllOf = Children(keywords, schema, "allOf");
        schema.AnyOf = Children(keywords, schema, "anyOf");
        schema.OneOf = Children(keywords, schema, "oneOf");
        schema.Not = Child(schema, "not");
        schema.If = Child(schema, "if");
        schema.Then = Child(schema, "then");
        schema.Else = Child(schema, "else");
        schema.DependentSchemas = ChildMap(keywords, schema, "dependentSchemas");
        schema.PrefixItems = Children(keywords, schema, "prefixItems");
        schema.Items = Child(schema, "items");
        schema.Contains = Child(schema, "contains");
        schema.Properties = ChildMap(keywords, schema, "properties");
        schema.AdditionalProperties = Child(schema, "additionalProperties");
        schema.PropertyNames = Child(schema, "propertyNames");
        schema.PatternProperties =
        [
            .. ChildMap(keywords, schema, "patternProperties")
                .Select(entry => new PatternProperty(ReadPattern(schema, "patternProperties", entry.Key), entry.Value)),
        ];
        if (schema.OneOf.Length + schema.AnyOf.Length > 0)
            schema.Discriminator = ReadDiscriminator(schema);
    }

    void ReadAssertions(SchemaKeywords keywords, Schema schema)
    {
        schema.Types = keywords.Types();
        if (IsOpenApi30 && keywords.Flag("nullable") && schema.Types != JsonTypes.All)
            schema.Types |= JsonTypes.Null;
        schema.Const = keywords.Constant("const");
        schema.Enum = keywords.Constants("enum");
        schema.Bounds = IsOpenApi30 ? keywords.OldBounds() : keywords.Bounds();
        schema.MultipleOf = keywords.MultipleOf();
        schema.MinLength = keywords.Count("minLength") ?? 0;
        schema.MaxLength = keywords.Count("maxLength");
        if (keywords.String("pattern") is { } pattern)
            schema.Pattern = ReadPattern(schema, "pattern", pattern);
        schema.MinItems = keywords.Count("minItems") ?? 0;
        schema.MaxItems = keywords.Count("maxItems");
        schema.UniqueItems = keywords.Flag("uniqueItems");
        schema.MinContains = keywords.Count("minContains") ?? 1;
        schema.MaxContains = keywords.Count("maxContains");
        schema.MinProperties = keywords.Count("minProperties") ?? 0;
        schema.MaxProperties = keywords.Count("maxProperties");
        schema.Required = keywords.Strings("required");
        schema.DependentRequired = keywords.StringsByName("dependentRequired");
    }

    Pattern ReadPattern(Schema schema, string keyword, string pattern)
    {
        try
        {
            return patterns.Get(pattern);
        }
        catch (PatternException problem)
        {
            throw new SchemaException($"{schema.Location}/{keyword}", $"the pattern {pattern} cannot be used: {problem.Message}", problem);
        }
    }

    static Discriminator? ReadDiscriminator(Schema schema)
    {
        if (!schema.Element.TryGetProperty("discriminator", out var element) || element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("propertyName", out var name) || name.ValueKind != JsonValueKind.String)
            return null;
        var mapping = new Dictionary<string, Schema>();
        foreach (var branch in schema.OneOf.Concat(schema.AnyOf))
        {
            if (branch.Element.ValueKind == JsonValueKind.Object && branch.Element.TryGetProperty("$ref", out var reference))
                mapping.TryAdd(reference.GetString()!.Split('/')[^1], branch);
        }
        if (!element.TryGetProperty("mapping", out var entries) || entries.ValueKind != JsonValueKind.Object)
            return new Discriminator(name.GetString()!, mapping);
        foreach (var entry in entries.EnumerateObject())
        {
            var target = entry.Value.GetString() ?? "";
            var branch = schema.OneOf.Concat(schema.AnyOf).FirstOrDefault(branch =>
                branch.Element.ValueKind == JsonValueKind.Object && branch.Element.TryGetProperty("$ref", out var reference)
                && (reference.GetString() == target || reference.GetString()!.Split('/')[^1] == target));
            if (branch is not null)
                mapping[entry.Name] = branch;
        }
        return new Discriminator(name.GetString()!, mapping);
    }

    Schema Follow(Schema schema, string keyword, string reference)
    {
        var from = $"{schema.Location}/{keyword}";
        var uri = SchemaUri.Resolve(schema.Resource.BaseUri, reference)
            ?? throw new SchemaException(from, $"\"{reference}\" is no URI reference");
        var target = registry.Find(uri, SchemaUri.Fragment(reference), from);
        pending.Enqueue(target);
        return target;
    }

    DynamicReference FollowDynamic(Schema schema, string reference)
    {
        var initial = Follow(schema, "$dynamicRef", reference);
        var fragment = SchemaUri.Fragment(reference);
        var isDynamic = initial.Resource.DynamicAnchors.TryGetValue(fragment, out var anchored) && anchored == initial;
        foreach (var candidate in isDynamic ? registry.DynamicAnchors(fragment) : [])
            pending.Enqueue(candidate);
        return new DynamicReference(initial, isDynamic ? fragment : null);
    }

    Schema? Child(Schema schema, string keyword) =>
        schema.Element.TryGetProperty(keyword, out _) ? Child(schema, keyword, $"{schema.Pointer}/{keyword}") : null;

    Schema Child(Schema schema, string keyword, string pointer)
    {
        var child = registry.At(schema.Document, pointer, $"{schema.Location}/{keyword}");
        pending.Enqueue(child);
        return child;
    }

    Schema[] Children(SchemaKeywords keywords, Schema schema, string keyword) =>
    [
        .. Enumerable.Range(0, keywords.ListLength(keyword))
            .Select(index => Child(schema, keyword, $"{schema.Pointer}/{keyword}/{index}")),
    ];

    Dictionary<string, Schema> ChildMap(SchemaKeywords keywords, Schema schema, string keyword)
    {
        var map = new Dictionary<string, Schema>();
        foreach (var name in keywords.MapNames(keyword))
            map[name] = Child(schema, keyword, $"{schema.Pointer}/{keyword}/{JsonPointers.Escape(name)}");
        return map;
    }
}
