using FsCheck;
using FsCheck.Fluent;

namespace Wharf.Contracts.Tests.Schemas;

/// <summary>Random documents and schemas out of few names and values, so that they have to do with each other.</summary>
static class RandomJson
{
    static readonly string[] Names = ["a", "b", "c", "ab"];

    static readonly string[] Scalars =
        ["null", "true", "false", "0", "1", "1.0", "-1", "2", "3.5", "10", "1e2", "12345678901234567890", "\"\"", "\"a\"", "\"ab\"", "\"\\u0061\"", "\"🐲\"", "\"abc\""];

    public static Gen<string> Document(int depth) => depth <= 0
        ? Gen.Elements(Scalars)
        : Gen.Frequency((2, Gen.Elements(Scalars)), (2, Array(depth)), (4, Object(depth)));

    static Gen<string> Array(int depth) =>
        from count in Gen.Choose(0, 3)
        from items in Document(depth - 1).ArrayOf(count)
        select $"[{string.Join(" , ", items)}]";

    static Gen<string> Object(int depth) =>
        from names in Gen.SubListOf(Names)
        from values in Document(depth - 1).ArrayOf(names.Count)
        select $"{{{string.Join(",", names.Zip(values, (name, value) => $"\"{name}\":{value}"))}}}";

    /// <summary>A schema with definitions that refer to each other.</summary>
    public static Gen<string> Schema(int depth) =>
        from root in Keywords(depth)
        from first in Keywords(depth - 1)
        from second in Keywords(depth - 1)
        select $"{{{Join(root)}\"$defs\":{{\"x\":{{{Join(first)}\"title\":\"x\"}},\"y\":{{{Join(second)}\"$dynamicAnchor\":\"y\"}}}}}}";

    static string Join(IEnumerable<string> keywords) =>
        string.Concat(keywords.DistinctBy(keyword => keyword[..keyword.IndexOf(':', StringComparison.Ordinal)]).Select(keyword => keyword + ","));

    static Gen<string> Inner(int depth) => depth <= 0
        ? Gen.Elements("true", "false", "{\"type\":\"string\"}", "{\"type\":\"integer\"}", "{\"readOnly\":true}", "{\"writeOnly\":true,\"type\":[\"object\",\"null\"]}")
        : Gen.Frequency((1, Gen.Elements("true", "false", "{}")), (6, Keywords(depth).Select(keywords => $"{{{Join(keywords)}\"title\":\"\"}}")));

    static Gen<string[]> Keywords(int depth) =>
        from count in Gen.Choose(0, 4)
        from keywords in Keyword(depth - 1).ArrayOf(count)
        select keywords;

    static Gen<string> Keyword(int depth) => Gen.Frequency((3, Assertion()), (4, Applicator(depth)));

    static Gen<string> Assertion() => Gen.OneOf(
        Gen.Elements("\"object\"", "\"array\"", "\"string\"", "\"integer\"", "[\"number\",\"object\"]", "[\"object\",\"array\",\"null\"]")
            .Select(types => $"\"type\":{types}"),
        Gen.Elements(Scalars).Select(value => $"\"const\":{value}"),
        Document(1).ArrayOf(3).Select(values => $"\"enum\":[{string.Join(",", values)}]"),
        Gen.Elements("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum").Zip(Gen.Elements("0", "1.0", "2.5", "1e1"), (keyword, bound) => $"\"{keyword}\":{bound}"),
        Gen.Elements("1", "0.5", "3").Select(value => $"\"multipleOf\":{value}"),
        Gen.Elements("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains")
            .Zip(Gen.Choose(0, 3), (keyword, count) => $"\"{keyword}\":{count}"),
        Gen.Elements("^a", "b$", "^[ab]+$", "(?=a)").Select(pattern => $"\"pattern\":\"{pattern}\""),
        Gen.Constant("\"uniqueItems\":true"),
        Gen.SubListOf(Names).Select(names => $"\"required\":[{string.Join(",", names.Select(name => $"\"{name}\""))}]"),
        Gen.Elements(Names).Two().Select(names => $"\"dependentRequired\":{{\"{names.Item1}\":[\"{names.Item2}\"]}}"),
        Gen.Elements("readOnly", "writeOnly").Select(keyword => $"\"{keyword}\":true"));

    static Gen<string> Applicator(int depth) => Gen.OneOf(
        Gen.Elements("additionalProperties", "propertyNames", "items", "contains", "unevaluatedItems", "unevaluatedProperties", "not", "if", "then", "else",
            "unevaluatedProperties").Zip(Inner(depth), (keyword, schema) => $"\"{keyword}\":{schema}"),
        Gen.Elements("allOf", "anyOf", "oneOf", "prefixItems").Zip(Inner(depth).ArrayOf(2), (keyword, schemas) => $"\"{keyword}\":[{string.Join(",", schemas)}]"),
        Map("properties", Names, depth),
        Map("patternProperties", ["^a", "b", "c$"], depth),
        Map("dependentSchemas", Names, depth),
        Gen.Elements("\"$ref\":\"#/$defs/x\"", "\"$ref\":\"#/$defs/y\"", "\"$ref\":\"#\"", "\"$dynamicRef\":\"#y\""));

    static Gen<string> Map(string keyword, string[] names, int depth) =>
        from keys in Gen.SubListOf(names)
        from schemas in Inner(depth).ArrayOf(keys.Count)
        select $"\"{keyword}\":{{{string.Join(",", keys.Zip(schemas, (key, schema) => $"\"{key}\":{schema}"))}}}";
}
