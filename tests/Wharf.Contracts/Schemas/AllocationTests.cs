using System.Text;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Schemas;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("""{"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{"type":"string","format":"uuid"},"n":{"type":"number","multipleOf":0.01}}}""",
        """{"id":"2eb8aa08-aa98-11ea-b4aa-73b441d16380","n":12.34}""")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string","pattern":"^[a-z]+(-[a-z]+)*$"}},"additionalProperties":{"enum":[1,{"a":[1,2]},"é"]}}""",
        """{"x-a":"b-c","q":{"a":[1.0,2]},"r":"\u00e9"}""")]
    [InlineData("""{"anyOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"contains":{"const":3}}}}],"unevaluatedProperties":false}""",
        """{"b":[1,2,3]}""")]
    [InlineData("""{"items":{"oneOf":[{"type":"string","format":"date-time"},{"type":"string","format":"idn-hostname"},{"type":"string","format":"uri"}]},"uniqueItems":true}""",
        """["2026-11-20T08:30:00Z","例え.jp","http://a.example/b?c#d"]""")]
    [InlineData("""{"propertyNames":{"maxLength":5},"if":{"minProperties":40},"then":true,"dependentSchemas":{"a":{"not":{"required":["zz"]}}}}""",
        """{"a":1,"b":2,"c\u0064":3,"e":{"e":[[[{}]]]},"f":"a \"quoted\" text","g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":1,"s":1,"t":1,"u":1}""")]
    [InlineData("""{"prefixItems":[{"format":"email"},{"format":"ipv6"},{"format":"duration"},{"format":"uri-template"},{"format":"json-pointer"}],"unevaluatedItems":{"type":"integer"},"contains":{"type":"string"}}""",
        """["a@example.com","::1","P1D","/a{?b*}","/a~0",1,2]""")]
    public void A_valid_document_allocates_nothing(string schema, string document)
    {
        var compiled = Cases.Compile(schema);
        var text = Encoding.UTF8.GetBytes(document);
        Assert.True(compiled.IsValid(text), string.Join("; ", compiled.Validate(text)));
        // The first rounds fill the pools.
        for (var round = 0; round < 20; round++)
            compiled.IsValid(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            compiled.IsValid(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_large_document_allocates_nothing()
    {
        var compiled = Cases.Compile("""{"type":"object","additionalProperties":{"type":"array","uniqueItems":true,"items":{"type":["string","integer"],"maxLength":2000}}}""");
        var members = Enumerable.Range(0, 2000).Select(index => $"\"member {index}\":[\"{new string('x', index % 1500)}\\n\",{index},\"{index}\"]");
        var text = Encoding.UTF8.GetBytes($"{{{string.Join(",", members)}}}");
        Assert.True(compiled.IsValid(text));
        for (var round = 0; round < 5; round++)
            compiled.IsValid(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.IsValid(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Direction_costs_nothing_either()
    {
        var compiled = Cases.Compile("""{"required":["id","secret"],"properties":{"id":{"readOnly":true},"secret":{"writeOnly":true}}}""");
        Assert.True(compiled.IsValid("""{"secret":1}"""u8, SchemaDirection.Request));
        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.IsValid("""{"secret":1}"""u8, SchemaDirection.Request);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
