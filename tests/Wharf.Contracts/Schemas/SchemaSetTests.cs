using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Schemas;

public sealed class SchemaSetTests
{
    [Theory]
    [InlineData("""{"type":"text"}""", "test:///schema#/type", "type \"text\" is no type")]
    [InlineData("""{"type":3}""", "test:///schema#/type", "type must be a type's name or an array of them")]
    [InlineData("""{"properties":{"a":{"minimum":"1"}}}""", "test:///schema#/properties/a/minimum", "minimum must be a number")]
    [InlineData("""{"multipleOf":0}""", "test:///schema#/multipleOf", "multipleOf must be above 0")]
    [InlineData("""{"minLength":-1}""", "test:///schema#/minLength", "minLength must be an integer of at least 0")]
    [InlineData("""{"required":"a"}""", "test:///schema#/required", "required must be an array of strings")]
    [InlineData("""{"pattern":"(a"}""", "test:///schema#/pattern", "the pattern (a cannot be used: a group is not closed")]
    [InlineData("""{"items":3}""", "test:///schema#/items", "test:///schema#/items is no schema: it must be an object or a boolean")]
    [InlineData("""{"allOf":{}}""", "test:///schema#/allOf", "allOf must be an array of schemas")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "test:///schema#/$ref", "leads to test:///schema#/$defs/none, but there is nothing")]
    [InlineData("""{"$ref":"other.json"}""", "test:///schema#/$ref", "leads to test:///other.json, which is not among the documents")]
    [InlineData("""{"$ref":"#anchor"}""", "test:///schema#/$ref", "leads to test:///schema#anchor, but there is no such anchor")]
    [InlineData("""{"$ref":"#"}""", "test:///schema#", "refers back to itself without ever going a step into the document")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"not":{"$ref":"#/$defs/a"}}]}}}""", "test:///schema#/$defs/a",
        "refers back to itself without ever going a step into the document")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "http://json-schema.org/draft-07/schema#", "this dialect is not supported, 2020-12 is")]
    public void What_cannot_be_compiled_says_where_and_why(string schema, string location, string reason)
    {
        var problem = Assert.Throws<SchemaException>(() => Cases.Compile(schema));
        Assert.Equal((location, reason), (problem.Location, problem.Reason));
    }

    [Theory]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"$ref":"#/$defs/bad"}""")]
    public void A_schema_is_refused_every_time_and_for_everybody_that_leads_to_it(string bad)
    {
        var set = new SchemaSet();
        set.Add(new Uri("test:///schema"), JsonElement.Parse(
            $$$"""{"$defs":{"root":{"properties":{"a":{"$ref":"#/$defs/between"} } },"between":{"items":{"$ref":"#/$defs/bad"}},"bad":{{{bad}}},"good":{} } }"""));
        foreach (var name in new[] { "root", "between", "bad", "root", "between" })
            Assert.Throws<SchemaException>(() => set.Compile(new Uri("test:///schema#/$defs/" + name)));
        Assert.True(set.Compile(new Uri("test:///schema#/$defs/good")).IsValid("1"u8));
    }

    [Fact]
    public void Schemas_are_reached_anywhere_in_an_OpenAPI_document()
    {
        var set = new SchemaSet();
        var uri = new Uri("wharf:///files");
        set.Add(uri, JsonElement.Parse(
            """
            {"openapi":"3.1.0","paths":{"/files":{"get":{"parameters":[{"name":"n","schema":{"type":"integer","maximum":9}}],
              "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/File"}}}}}}}},
             "components":{"schemas":{"File":{"required":["id"],"properties":{"id":{"type":"string"},"next":{"$ref":"#/components/schemas/File"},
               "other":{"$ref":"common#/components/schemas/Size"}}}}}}
            """));
        set.Add(new Uri("wharf:///common"), JsonElement.Parse("""{"openapi":"3.1.0","components":{"schemas":{"Size":{"minimum":0}}}}"""));
        var file = set.Compile(new Uri("wharf:///files#/components/schemas/File"));
        Assert.True(file.IsValid("""{"id":"a","next":{"id":"b"},"other":1}"""u8));
        Assert.False(file.IsValid("""{"id":"a","next":{"id":2}}"""u8));
        Assert.False(file.IsValid("""{"id":"a","other":-1}"""u8));
        var parameter = set.Compile(new Uri("wharf:///files#/paths/~1files/get/parameters/0/schema"));
        Assert.False(parameter.IsValid("10"u8));
        var answer = set.Compile(new Uri("wharf:///files#/paths/~1files/get/responses/200/content/application~1json/schema"));
        Assert.False(answer.IsValid("{}"u8));
        Assert.Same(file, set.Compile(new Uri("wharf:///files#/components/schemas/File")));
    }

    [Fact]
    public void OpenAPI_3_0_has_nullable_and_boolean_bounds_and_nothing_beside_a_reference()
    {
        var schema = Cases.Compile(
            """
            {"type":"object","properties":{"a":{"type":"number","nullable":true,"minimum":1,"exclusiveMinimum":true},"b":{"type":"integer","maximum":5,"exclusiveMaximum":false},
             "c":{"$ref":"#/definitions/c","maxLength":1}},"definitions":{"c":{"type":"string"}}}
            """,
            new SchemaOptions { Dialect = SchemaDialect.OpenApi30 });
        Assert.True(schema.IsValid("""{"a":null,"b":5,"c":"long"}"""u8));
        Assert.False(schema.IsValid("""{"a":1}"""u8));
        Assert.False(schema.IsValid("""{"b":null}"""u8));
        Assert.Equal("/a must be > 1 (exclusiveMinimum), was 1", Assert.Single(schema.Validate("""{"a":1}"""u8)).Message);
    }

    [Fact]
    public void Formats_are_annotations_where_that_is_asked_for() =>
        Assert.True(Cases.Compile("""{"format":"uuid"}""", new SchemaOptions { AssertFormats = false }).IsValid("\"x\""u8));

    [Fact]
    public void The_metaschema_is_there_without_a_network()
    {
        var schema = Cases.Compile("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""");
        Assert.True(schema.IsValid("""{"type":"object","properties":{"a":{"minLength":1}}}"""u8));
        Assert.False(schema.IsValid("""{"properties":{"a":{"properties":{"b":{"minLength":-1}}}}}"""u8));
    }

    [Fact]
    public void Alternatives_nested_in_alternatives_do_not_explode()
    {
        var schema = Cases.Compile(
            """{"type":["object","boolean"],"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["x"]},{"properties":{"a":{"$ref":"#"}},"required":["y"]},{"properties":{"a":{"$ref":"#"}},"minProperties":1}]}""");
        var good = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "true" + new string('}', 60);
        var watch = Stopwatch.StartNew();
        Assert.True(schema.IsValid(Cases.Utf8(good)));
        Assert.False(schema.IsValid(Cases.Utf8(good.Replace("true", "1", StringComparison.Ordinal))));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void The_deepest_documents_fit_the_stack_of_a_request()
    {
        var schema = Cases.Compile(
            """
            {"$ref":"#/$defs/a","unevaluatedProperties":false,"$defs":{"a":{"allOf":[{"if":{"required":["x"]},"else":{"anyOf":[{"not":{"required":["y"]}},
             {"oneOf":[{"properties":{"a":{"$ref":"#"}},"minProperties":1},{"type":"boolean"}]}]}}],"anyOf":[{"properties":{"a":{"$ref":"#"}}},{"const":1}]}}}
            """,
            new SchemaOptions { MaxDepth = SchemaOptions.DepthLimit });
        var document = Cases.Utf8(
            string.Concat(Enumerable.Repeat("{\"a\":", SchemaOptions.DepthLimit)) + "true" + new string('}', SchemaOptions.DepthLimit));
        var verdicts = new bool[2];
        var thread = new Thread(
            () => verdicts = [schema.IsValid(document), schema.Validate(document).IsEmpty], maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal([true, true], verdicts);
    }

    [Fact]
    public void A_thousand_operations_compile_in_little_time()
    {
        var schemas = new StringBuilder("{\"openapi\":\"3.1.0\",\"components\":{\"schemas\":{");
        for (var index = 0; index < 1000; index++)
        {
            schemas.Append(index == 0 ? "" : ",").Append("\"S").Append(index).Append(
                $$$"""
                ":{"type":"object","additionalProperties":false,"required":["id","name"],"properties":{"id":{"type":"string","format":"uuid"},
                "name":{"type":"string","minLength":1,"maxLength":{{{index + 10}}}},"tags":{"type":"array","items":{"type":"string","pattern":"^x{{{index % 50}}}[a-z]{1,40}(-[0-9]+)?$"}},
                "next":{"oneOf":[{"$ref":"#/components/schemas/S{{{(index + 1) % 1000}}}"},{"type":"null"}] },"kind":{"enum":["a","b","c"]} } }
                """);
        }
        schemas.Append("}}}");
        var set = new SchemaSet();
        set.Add(new Uri("wharf:///large"), JsonElement.Parse(schemas.ToString()));
        var watch = Stopwatch.StartNew();
        for (var index = 0; index < 1000; index++)
            set.Compile(new Uri($"wharf:///large#/components/schemas/S{index}"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }
}
