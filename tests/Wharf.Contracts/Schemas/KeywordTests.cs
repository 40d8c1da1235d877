namespace Wharf.Contracts.Tests.Schemas;

/// <summary>Each keyword with one document that violates it, and the exact violation.</summary>
public sealed class KeywordTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "3", "", "type", "the document must be string (type), was 3")]
    [InlineData("""{"type":["integer","null"]}""", "1.5", "", "type", "the document must be null or integer (type), was 1.5")]
    [InlineData("""{"const":{"a":1}}""", "[]", "", "const", "the document must be {\"a\":1} (const), was an array")]
    [InlineData("""{"items":{"enum":["a",1]}}""", """["a","b"]""", "/1", "enum", "/1 must be one of \"a\", 1 (enum), was \"b\"")]
    [InlineData("""{"properties":{"price":{"minimum":0}}}""", """{"price":-3}""", "/price", "minimum", "/price must be >= 0 (minimum), was -3")]
    [InlineData("""{"maximum":10}""", "10.000000000000000000000000001", "", "maximum", "the document must be <= 10 (maximum), was 10.000000000000000000000000001")]
    [InlineData("""{"exclusiveMinimum":9007199254740992}""", "9007199254740992.0", "", "exclusiveMinimum", "the document must be > 9007199254740992 (exclusiveMinimum), was 9007199254740992.0")]
    [InlineData("""{"exclusiveMaximum":0.1}""", "1e-1", "", "exclusiveMaximum", "the document must be < 0.1 (exclusiveMaximum), was 1e-1")]
    [InlineData("""{"multipleOf":0.01}""", "4.355", "", "multipleOf", "the document must be a multiple of 0.01 (multipleOf), was 4.355")]
    [InlineData("""{"minLength":2}""", "\"🐲\"", "", "minLength", "the document must have at least 2 characters (minLength), was \"🐲\"")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "", "maxLength", "the document must have at most 1 character (maxLength), was \"ab\"")]
    [InlineData("""{"pattern":"^a+$"}""", "\"ab\"", "", "pattern", "the document must match ^a+$ (pattern), was \"ab\"")]
    [InlineData("""{"format":"date"}""", "\"2026-02-30\"", "", "format", "the document must be of the format date (format), was \"2026-02-30\"")]
    [InlineData("""{"format":"int32"}""", "2147483648", "", "format", "the document must be of the format int32 (format), was 2147483648")]
    [InlineData("""{"minItems":1}""", "[]", "", "minItems", "the document must have at least 1 item (minItems)")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "", "maxItems", "the document must have at most 1 item (maxItems)")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "/1", "uniqueItems", "/1 must not be equal to the item 0 (uniqueItems), was an object")]
    [InlineData("""{"prefixItems":[true,{"type":"null"}]}""", "[1,2]", "/1", "type", "/1 must be null (type), was 2")]
    [InlineData("""{"prefixItems":[true],"items":false}""", "[1,2]", "/1", "items", "/1 is not allowed (items)")]
    [InlineData("""{"contains":{"type":"null"}}""", "[1]", "", "contains", "the document must contain at least 1 item of its kind, has 0 (contains)")]
    [InlineData("""{"contains":{"type":"null"},"minContains":2}""", "[null]", "", "minContains", "the document must contain at least 2 items of its kind, has 1 (minContains)")]
    [InlineData("""{"contains":{"type":"null"},"maxContains":1}""", "[null,null]", "", "maxContains", "the document must contain at most 1 item of its kind, has 2 (maxContains)")]
    [InlineData("""{"prefixItems":[true],"unevaluatedItems":false}""", "[1,2]", "/1", "unevaluatedItems", "/1 is not allowed (unevaluatedItems)")]
    [InlineData("""{"properties":{"a/b":{"required":["c"]}}}""", """{"a/b":{}}""", "/a~1b", "required", "/a~1b must have the member \"c\" (required)")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "", "dependentRequired", "the document must have the member \"b\" beside \"a\" (dependentRequired)")]
    [InlineData("""{"minProperties":1}""", "{}", "", "minProperties", "the document must have at least 1 member (minProperties)")]
    [InlineData("""{"maxProperties":0}""", """{"a":1}""", "", "maxProperties", "the document must have at most 0 members (maxProperties)")]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}}}""", """{"xy":1}""", "/xy", "type", "/xy must be string (type), was 1")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"b":1}""", "/b", "additionalProperties", "/b is not allowed (additionalProperties)")]
    [InlineData("""{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}""", """{"a":1,"b":1}""", "/b", "unevaluatedProperties", "/b is not allowed (unevaluatedProperties)")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "/ab", "propertyNames", "/ab must not have this name: /ab must have at most 1 character (maxLength), was \"ab\" (propertyNames)")]
    [InlineData("""{"not":{"type":"string"}}""", "\"\"", "", "not", "the document must not match the schema of \"not\" (not), was \"\"")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "3", "", "oneOf", "the document must match exactly one of 2 schemas, but matches 2 (oneOf)")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":1}}""", "\"\"", "", "minLength", "the document must have at least 1 character (minLength), was \"\"")]
    [InlineData("""{"if":{"type":"string"},"else":{"minimum":1}}""", "0", "", "minimum", "the document must be >= 1 (minimum), was 0")]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"a":1}""", "", "required", "the document must have the member \"b\" (required)")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"null"}}}""", "1", "", "type", "the document must be null (type), was 1")]
    [InlineData("""{"$dynamicRef":"#x","$defs":{"x":{"$dynamicAnchor":"x","type":"null"}}}""", "1", "", "type", "the document must be null (type), was 1")]
    [InlineData("false", "1", "", "false", "the document is not allowed here (false)")]
    public void A_violation_says_where_what_and_why(string schema, string document, string at, string keyword, string message)
    {
        var compiled = Cases.Compile(schema);
        Assert.False(compiled.IsValid(Cases.Utf8(document)));
        var violation = Assert.Single(compiled.Validate(Cases.Utf8(document)));
        Assert.Equal((at, keyword, message), (violation.Pointer, violation.Keyword, violation.Message));
        Assert.StartsWith("test:///schema#", violation.SchemaLocation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_location_is_that_of_the_keyword() =>
        Assert.Equal(
            "test:///schema#/$defs/a/properties/b/type",
            Assert.Single(Cases.Compile("""{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"b":{"type":"null"}}}}}""").Validate("""{"b":1}"""u8)).SchemaLocation);

    [Fact]
    public void All_violations_are_found_and_those_beyond_the_cap_counted()
    {
        var schema = Cases.Compile("""{"items":{"type":"string"},"minItems":20,"uniqueItems":true}""");
        var violations = schema.Validate("[1,2,3,1]"u8, maximum: 2);
        Assert.Equal((2, 6), (violations.Count, violations.TotalCount));
        Assert.Equal(6, schema.Validate("[1,2,3,1]"u8).Count);
    }

    [Fact]
    public void Of_alternatives_the_closest_is_explained()
    {
        var schema = Cases.Compile("""{"oneOf":[{"type":"null"},{"type":"object","properties":{"size":{"minimum":1}},"required":["id"]}]}""");
        Assert.Equal(["oneOf", "required", "minimum"], schema.Validate("""{"size":0}"""u8).Select(violation => violation.Keyword));
    }

    [Fact]
    public void A_discriminator_names_the_alternative_and_never_changes_the_verdict()
    {
        var schema = Cases.Compile(
            """
            {"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}],
             "discriminator":{"propertyName":"kind","mapping":{"cat":"#/$defs/Cat","dog":"Dog"}},
             "$defs":{"Cat":{"required":["kind","lives"],"properties":{"lives":{"type":"integer"}}},"Dog":{"required":["kind","name","age"]}}}
            """);
        Assert.Equal(["oneOf", "type"], schema.Validate("""{"kind":"cat","lives":"9"}"""u8).Select(violation => violation.Keyword));
        Assert.Equal(["oneOf", "required", "required"], schema.Validate("""{"kind":"dog"}"""u8).Select(violation => violation.Keyword));
        // The value of the member is not what decides.
        Assert.True(schema.IsValid("""{"kind":"dog","lives":9}"""u8));
    }
}
