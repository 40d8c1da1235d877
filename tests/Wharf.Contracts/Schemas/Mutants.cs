using FsCheck;
using FsCheck.Fluent;

namespace Wharf.Contracts.Tests.Schemas;

/// <summary>A schema, a document that it allows, and documents that each violate one keyword of it.</summary>
sealed record Specimen(string Schema, string Valid, IReadOnlyList<Mutant> Mutants);

/// <summary>A document and the keyword that it violates.</summary>
sealed record Mutant(string Document, string Keyword);

/// <summary>Contract-like schemas with documents made for them.</summary>
static class Specimens
{
    public static Gen<Specimen> Any(int depth) => depth <= 0
        ? Scalar()
        : Gen.Frequency((3, Scalar()), (3, ObjectOf(depth)), (2, ArrayOf(depth)), (2, Wrapped(depth)));

    static Gen<Specimen> Scalar() => Gen.OneOf(Length(), Integer(), Fraction(), Gen.Elements(Fixed));

    static readonly Specimen[] Fixed =
    [
        new("""{"type":"string","format":"uuid"}""", "\"2eb8aa08-aa98-11ea-b4aa-73b441d16380\"", [new("\"2eb8\"", "format"), new("1", "type")]),
        new("""{"type":"string","format":"date-time"}""", "\"2026-11-20T08:30:00Z\"", [new("\"2026-11-20\"", "format")]),
        new("""{"type":"integer","format":"int32"}""", "-2147483648", [new("-2147483649", "format"), new("1.5", "type")]),
        new("""{"pattern":"^[a-z]{2,3}-\\d+$"}""", "\"ab-0\"", [new("\"a-0\"", "pattern"), new("\"abc-\"", "pattern")]),
        new("""{"enum":["a",1,null,{"b":[]}]}""", "{\"b\": [ ]}", [new("\"A\"", "enum"), new("{\"b\":[0]}", "enum")]),
        new("""{"const":"\u00e9"}""", "\"é\"", [new("\"e\"", "const")]),
        new("""{"type":["boolean","null"]}""", "null", [new("0", "type"), new("\"null\"", "type")]),
        new("""{"not":{"type":"string"}}""", "[]", [new("\"\"", "not")]),
        new("""{"if":{"type":"string"},"then":{"minLength":3},"else":{"maximum":3}}""", "\"abc\"", [new("\"ab\"", "minLength"), new("4", "maximum")]),
    ];

    static Gen<Specimen> Length() =>
        from minimum in Gen.Choose(1, 4)
        from more in Gen.Choose(0, 3)
        from letter in Gen.Elements("a", "é", "🐲", "\\n", "\\u00e9", "\\ud83d\\udc32")
        from length in Gen.Choose(minimum, minimum + more)
        select new Specimen(
            $$"""{"type":"string","minLength":{{minimum}},"maxLength":{{minimum + more}}}""", Repeat(letter, length),
            [new(Repeat(letter, minimum - 1), "minLength"), new(Repeat(letter, minimum + more + 1), "maxLength"), new("[]", "type")]);

    static string Repeat(string letter, int count) => $"\"{string.Concat(Enumerable.Repeat(letter, count))}\"";

    static Gen<Specimen> Integer() =>
        from minimum in Gen.Choose(-20, 20)
        from more in Gen.Choose(5, 30)
        from value in Gen.Choose(minimum, minimum + more)
        select new Specimen(
            $$"""{"type":"integer","minimum":{{minimum}},"maximum":{{minimum + more}}}""", $"{value}.0",
            [new($"{minimum - 1}", "minimum"), new($"{minimum + more + 1}", "maximum"), new($"{minimum + 1}.5", "type"), new("\"1\"", "type")]);

    static Gen<Specimen> Fraction() =>
        from limit in Gen.Choose(2, 50)
        from tenths in Gen.Choose(1, limit * 10 - 1)
        select new Specimen(
            $$"""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":{{limit}},"multipleOf":0.1}""", $"{tenths}e-1",
            [new("0.0", "exclusiveMinimum"), new($"{limit}", "exclusiveMaximum"), new($"{limit - 1}.05", "multipleOf"), new("null", "type")]);

    static Gen<Specimen> ArrayOf(int depth) =>
        from item in Any(depth - 1)
        from count in Gen.Choose(1, 3)
        select new Specimen(
            $$"""{"type":"array","items":{{item.Schema}},"minItems":{{count}},"maxItems":{{count}}}""", List(item.Valid, count),
            [
                new(List(item.Valid, count - 1), "minItems"), new(List(item.Valid, count + 1), "maxItems"), new("{}", "type"),
                .. item.Mutants.Select(mutant => new Mutant($"[{string.Join(',', Enumerable.Repeat(item.Valid, count - 1).Append(mutant.Document))}]", mutant.Keyword)),
            ]);

    static string List(string item, int count) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    static Gen<Specimen> ObjectOf(int depth) =>
        from first in Any(depth - 1)
        from second in Any(depth - 1)
        from closed in Gen.Elements("\"additionalProperties\":false", "\"unevaluatedProperties\":false")
        select new Specimen(
            $$"""
            {"type":"object","required":["a"],"properties":{"a":{{first.Schema}},"c":true},"patternProperties":{"^b":{{second.Schema}}},
             {{closed}},"dependentRequired":{"c":["b"]},"maxProperties":3}
            """,
            $$"""{"b":{{second.Valid}}, "a" : {{first.Valid}} }""",
            [
                new($$"""{"b":{{second.Valid}}}""", "required"), new("[]", "type"),
                new($$"""{"a":{{first.Valid}},"x":1}""", closed.Split('"')[1]),
                new($$"""{"a":{{first.Valid}},"c":1}""", "dependentRequired"),
                new($$"""{"a":{{first.Valid}},"b":{{second.Valid}},"b1":{{second.Valid}},"c":[]}""", "maxProperties"),
                new($$"""{"a":{{first.Valid}},"a":{{first.Valid}}}""", "json"),
                .. first.Mutants.Select(mutant => new Mutant($$"""{"a":{{mutant.Document}}}""", mutant.Keyword)),
                .. second.Mutants.Select(mutant => new Mutant($$"""{"a":{{first.Valid}},"bb":{{mutant.Document}}}""", mutant.Keyword)),
            ]);

    static Gen<Specimen> Wrapped(int depth) =>
        from inner in Any(depth - 1)
        from wrapping in Gen.Elements(
            """{"allOf":[{"title":"x"},SCHEMA]}""", """{"anyOf":[SCHEMA,false]}""", """{"oneOf":[false,SCHEMA]}""",
            """{"if":true,"then":SCHEMA,"else":false}""", """{"$ref":"#/$defs/inner","$defs":{"inner":SCHEMA}}""")
        select new Specimen(
            // A reference by pointer works at the root alone; its own identifier makes it one.
            wrapping.Replace("SCHEMA", inner.Schema, StringComparison.Ordinal)
                .Replace("""{"$ref":""", $$"""{"$id":"test:///{{Guid.NewGuid()}}","$ref":""", StringComparison.Ordinal),
            inner.Valid, inner.Mutants);
}
