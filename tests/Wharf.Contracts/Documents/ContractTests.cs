using System.Text;
using System.Text.Json.Nodes;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Documents;

public sealed class ContractTests
{
    [Fact]
    public void A_document_with_everything_that_OpenApi_31_has_compiles()
    {
        var contract = Compile(WideDocument.Json);
        Assert.Equal(["deletePet", "listPets", "paySubscription", "putPet", "searchPets", "tracePets", "uploadPhoto"],
            contract.Operations.Select(operation => operation.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["Basic", "Bearer", "Token"], contract.SecuritySchemes.Values.Select(scheme => scheme.Challenge).OfType<string>().Order());
    }

    [Theory]
    [InlineData("""{"kind":"cat","name":"Tom","lives":9}""", true)]
    [InlineData("""{"kind":"cat","name":"Tom","lives":10}""", false)]
    [InlineData("""{"kind":"dog","name":null,"tags":["a",1,true]}""", true)]
    [InlineData("""{"kind":"dog","name":null,"tags":["a","b"]}""", false)]
    [InlineData("""{"kind":"cow","name":"Eve"}""", false)]
    [InlineData("""{"kind":"dog","name":"Rex","x-colour":"red"}""", true)]
    [InlineData("""{"kind":"dog","name":"Rex","colour":"red"}""", false)]
    public void Its_schemas_judge_as_they_are_written(string pet, bool valid)
    {
        var schema = Compile(WideDocument.Json).Operation("putPet").Body!.MediaTypes[0].Schema!;
        var bytes = Encoding.UTF8.GetBytes(pet);
        Assert.Equal(valid, schema.IsValid(bytes, SchemaDirection.Request));
        Assert.Equal(valid, schema.Validate(bytes, SchemaDirection.Request).IsEmpty);
    }

    [Fact]
    public void Parameters_of_a_path_belong_to_its_operations_unless_they_have_their_own()
    {
        var operation = Compile(WideDocument.Json).Operation("deletePet");
        Assert.Equal(["path petId", "header If-Match", "query reason"], operation.Parameters.Select(parameter => $"{parameter.In} {parameter.Name}"));
        Assert.True(operation.Parameters[1].Required);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, true)]
    [InlineData(500, true)]
    public void A_status_is_documented_by_itself_by_its_range_or_by_default(int status, bool documented) =>
        Assert.Equal(documented, Compile(WideDocument.Json).Operation("listPets").Response(status) is not null);

    [Fact]
    public void Other_statuses_are_not_documented() => Assert.Null(Compile(WideDocument.Json).Operation("putPet").Response(404));

    [Theory]
    [InlineData("""{"type":"string","nullable":true}""", "null", true)]
    [InlineData("""{"type":"integer","minimum":5,"exclusiveMinimum":true}""", "5", false)]
    [InlineData("""{"type":"integer","minimum":5,"exclusiveMinimum":false}""", "5", true)]
    [InlineData("""{"type":"integer","maximum":5,"exclusiveMaximum":true}""", "4", true)]
    [InlineData("""{"type":"string"}""", "null", false)]
    public void OpenApi_30_keeps_its_own_dialect(string schema, string value, bool valid)
    {
        var contract = Compile($$"""
            { "openapi": "3.0.3", "info": { "title": "Old", "version": "1" }, "paths": { "/x": { "post": { "operationId": "x",
              "requestBody": { "content": { "application/json": { "schema": {{schema}} } } }, "responses": { "204": { "description": "" } } } } } }
            """);
        Assert.Equal(valid, contract.Operation("x").Body!.MediaTypes[0].Schema!.IsValid(Encoding.UTF8.GetBytes(value)));
    }

    [Theory]
    [InlineData("/openapi", "\"2.0\"", "OpenAPI '2.0' is not supported; 3.0 and 3.1 are")]
    [InlineData("/paths/~1pets/get/operationId", null, "Contract 'pets' at /paths/~1pets/get: an operation needs an operationId")]
    [InlineData("/paths/~1pets/get/operationId", "\"putPet\"", "the operationId 'putPet' stands 2 times")]
    [InlineData("/paths/~1pets/get/parameters/0/schema", null, "Contract 'pets' at /paths/~1pets/get/parameters/0: a parameter needs a schema")]
    [InlineData("/paths/~1pets/get/parameters/0/in", "\"body\"", "a parameter cannot be in 'body'")]
    [InlineData("/paths/~1pets/get/parameters/0/schema", """{"$ref":"#/components/schemas/Nonesuch"}""", "$ref '#/components/schemas/Nonesuch' leads nowhere")]
    [InlineData("/paths/~1pets/get/parameters/0/schema", """{"type":"string","pattern":"("}""", "/pattern")]
    [InlineData("/components/schemas/Pet", """{"type":"strin"}""", "/components/schemas/Pet")]
    [InlineData("/paths", null, "paths")]
    [InlineData("/info", null, "info")]
    public void A_document_that_cannot_be_served_is_refused_with_its_place(string pointer, string? replacement, string message)
    {
        var document = JsonNode.Parse(WideDocument.Json)!;
        var tokens = pointer[1..].Split('/').Select(token => token.Replace("~1", "/", StringComparison.Ordinal)).ToArray();
        var owner = tokens[..^1].Aggregate(document, (at, token) => at is JsonArray array ? array[int.Parse(token)]! : at[token]!);
        if (replacement is null) owner.AsObject().Remove(tokens[^1]);
        else owner[tokens[^1]] = JsonNode.Parse(replacement);
        var refusal = Assert.Throws<ContractException>(() => Compile(document.ToJsonString()));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_is_no_json_is_refused() => Assert.Throws<ContractException>(() => Compile("{"));

    static Contract Compile(string json) => Contract.Compile("pets", Encoding.UTF8.GetBytes(json));
}
