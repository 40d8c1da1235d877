using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Requests;

namespace Wharf.Contracts.Tests.Hosting;

/// <summary>Every style that OpenAPI 3.1 has, with the examples of its table ("Style Examples"), and what breaks them.</summary>
public sealed class StyleTests
{
    const string Array = """{ "type": "array", "items": { "type": "string" } }""";
    const string Object = """{ "type": "object", "additionalProperties": false, "properties": { "R": { "type": "integer" }, "G": { "type": "integer" }, "B": { "type": "integer" } } }""";

    [Theory]
    [InlineData("path", "simple", false, "\"type\":\"string\"", "blue", "\"blue\"")]
    [InlineData("path", "simple", false, Array, "blue,black,brown", """["blue","black","brown"]""")]
    [InlineData("path", "simple", false, Array, "a%2Cb,c%2Fd", """["a,b","c/d"]""")]
    [InlineData("path", "simple", false, Object, "R,100,G,200,B,150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("path", "simple", true, Object, "R=100,G=200,B=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("path", "label", false, "\"type\":\"string\"", ".blue", "\"blue\"")]
    [InlineData("path", "label", false, Array, ".blue,black,brown", """["blue","black","brown"]""")]
    [InlineData("path", "label", true, Array, ".blue.black.brown", """["blue","black","brown"]""")]
    [InlineData("path", "label", false, Object, ".R,100,G,200,B,150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("path", "label", true, Object, ".R=100.G=200.B=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("path", "matrix", false, "\"type\":\"string\"", ";color=blue", "\"blue\"")]
    [InlineData("path", "matrix", false, "\"type\":\"string\"", ";color", "\"\"")]
    [InlineData("path", "matrix", false, Array, ";color=blue,black,brown", """["blue","black","brown"]""")]
    [InlineData("path", "matrix", true, Array, ";color=blue;color=black;color=brown", """["blue","black","brown"]""")]
    [InlineData("path", "matrix", false, Object, ";color=R,100,G,200,B,150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("path", "matrix", true, Object, ";R=100;G=200;B=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("query", "form", false, Array, "color=blue,black,brown", """["blue","black","brown"]""")]
    [InlineData("query", "form", false, Array, "color=a%2Cb,c", """["a,b","c"]""")]
    [InlineData("query", "form", true, Array, "color=blue&color=black&color=brown", """["blue","black","brown"]""")]
    [InlineData("query", "form", false, Object, "color=R,100,G,200,B,150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("query", "form", true, Object, "R=100&G=200&B=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("query", "spaceDelimited", false, Array, "color=blue%20black%20brown", """["blue","black","brown"]""")]
    [InlineData("query", "spaceDelimited", false, Array, "color=blue+black", """["blue","black"]""")]
    [InlineData("query", "spaceDelimited", false, Object, "color=R%20100%20G%20200%20B%20150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("query", "pipeDelimited", false, Array, "color=blue%7Cblack|brown", """["blue","black","brown"]""")]
    [InlineData("query", "pipeDelimited", false, Object, "color=R%7C100%7CG%7C200%7CB%7C150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("query", "deepObject", true, Object, "color%5BR%5D=100&color[G]=200&color%5BB%5D=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("header", "simple", false, Array, "blue, black,brown", """["blue","black","brown"]""")]
    [InlineData("header", "simple", false, Object, "R,100,G,200,B,150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("header", "simple", true, Object, "R=100,G=200,B=150", """{"R":100,"G":200,"B":150}""")]
    [InlineData("cookie", "form", false, "\"type\":\"string\"", "light%20blue", "\"light blue\"")]
    public void A_value_is_read_as_its_style_has_it(string location, string style, bool explode, string schema, string raw, string json)
    {
        var (value, errors) = Read(location, style, explode, schema, raw);
        Assert.Null(errors);
        Assert.Equal(json, value);
    }

    [Theory]
    [InlineData("path", "label", false, Array, "blue")]
    [InlineData("path", "matrix", false, Array, ";colour=blue")]
    [InlineData("path", "simple", false, Array, "%zz")]
    [InlineData("path", "simple", false, "\"type\":\"string\"", "%C3%28")]
    [InlineData("path", "simple", false, Object, "R,100,G")]
    [InlineData("path", "simple", true, Object, "R=100,G")]
    [InlineData("query", "pipeDelimited", false, Array, "color=%C3%28|a")]
    [InlineData("query", "deepObject", true, Object, "color[R]=1&color[R]=2")]
    [InlineData("query", "deepObject", true, Object, "color[X]=1")]
    [InlineData("query", "deepObject", true, Object, "color=1")]
    [InlineData("query", "form", true, Object, "R=1&X=2")]
    [InlineData("query", "form", true, Object, "R=blue")]
    public void A_value_that_its_style_or_schema_does_not_admit_is_a_violation(string location, string style, bool explode, string schema, string raw)
    {
        var (_, errors) = Read(location, style, explode, schema, raw);
        Assert.Single(errors!);
    }

    [Theory]
    [InlineData("""{"a":[1,2]}""", null)]
    [InlineData("""{"a":["x"]}""", "type")]
    [InlineData("""{"a":[1""", "json")]
    public void A_parameter_with_content_is_one_json_text(string json, string? keyword)
    {
        var operation = Operation("""
            { "name": "filter", "in": "query", "content": { "application/json": { "schema": {
              "type": "object", "properties": { "a": { "type": "array", "items": { "type": "integer" } } } } } } }
            """, "/colors");
        var (_, errors) = Read(operation, new DefaultHttpContext { Request = { QueryString = new QueryString("?filter=" + Uri.EscapeDataString(json)) } });
        Assert.Equal(keyword, errors?.Single().Keyword);
    }

    [Theory]
    [InlineData("query", "simple")]
    [InlineData("path", "form")]
    [InlineData("header", "label")]
    [InlineData("cookie", "deepObject")]
    [InlineData("query", "fancy")]
    public void A_style_that_its_place_cannot_have_is_refused_at_start(string location, string style) => Assert.Throws<ContractException>(() =>
        Operation($$"""{ "name": "color", "in": "{{location}}", "required": true, "style": "{{style}}", "schema": {{Array}} }""", "/colors/{color}"));

    static (string? Value, List<ProblemError>? Errors) Read(string location, string style, bool explode, string schema, string raw)
    {
        var rules = schema.StartsWith('{') ? schema : $"{{{schema}}}";
        var operation = Operation(
            $$"""{ "name": "color", "in": "{{location}}", "required": true, "style": "{{style}}", "explode": {{(explode ? "true" : "false")}}, "schema": {{rules}} }""",
            location == "path" ? "/colors/{color}" : "/colors");
        var http = new DefaultHttpContext();
        switch (location)
        {
            case "path":
                http.Features.Get<IHttpRequestFeature>()!.RawTarget = $"/colors/{raw}?x=1";
                break;
            case "query":
                http.Request.QueryString = new QueryString("?" + raw);
                break;
            case "header":
                http.Request.Headers["color"] = raw;
                break;
            default:
                http.Request.Headers.Cookie = $"color={raw}";
                break;
        }
        return Read(operation, http);
    }

    static (string? Value, List<ProblemError>? Errors) Read(ContractOperation operation, HttpContext http)
    {
        var values = new ParameterValue[1];
        List<ProblemError>? errors = null;
        new ParameterReader(operation).Read(http, values, ref errors);
        return (Encoding.UTF8.GetString(ParameterText.ToJson(values[0], operation.Parameters[0].Shape)), errors);
    }

    static ContractOperation Operation(string parameter, string path) => Contract.Compile("styles", Encoding.UTF8.GetBytes($$"""
        { "openapi": "3.1.0", "info": { "title": "Styles", "version": "1" }, "paths": { {{JsonSerializer.Serialize(path)}}: { "get": {
          "operationId": "read", "parameters": [{{parameter}}], "responses": { "200": { "description": "" } } } } } }
        """)).Operation("read");
}
