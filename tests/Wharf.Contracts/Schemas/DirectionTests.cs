using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Schemas;

public sealed class DirectionTests
{
    const string User =
        """
        {"allOf":[{"$ref":"#/$defs/Base"}],"required":["id","password"],"properties":{"password":{"type":"string","writeOnly":true}},
         "$defs":{"Base":{"required":["created"],"properties":{"id":{"$ref":"#/$defs/Id"},"created":{"readOnly":true}}},"Id":{"type":"integer","readOnly":true}}}
        """;

    [Theory]
    [InlineData(SchemaDirection.Any, """{"password":"x"}""", false)]
    [InlineData(SchemaDirection.Request, """{"password":"x"}""", true)]
    [InlineData(SchemaDirection.Request, """{"id":1}""", false)]
    [InlineData(SchemaDirection.Request, """{"id":1,"created":"","password":"x"}""", true)]
    [InlineData(SchemaDirection.Request, """{"id":"1","password":"x"}""", false)]
    [InlineData(SchemaDirection.Response, """{"id":1,"created":""}""", true)]
    [InlineData(SchemaDirection.Response, """{"id":1}""", false)]
    [InlineData(SchemaDirection.Response, """{"id":1,"created":"","password":"x"}""", false)]
    public void Required_members_of_one_side_are_not_asked_of_the_other(SchemaDirection direction, string document, bool expected)
    {
        var schema = Cases.Compile(User);
        Assert.Equal(expected, schema.IsValid(Cases.Utf8(document), direction));
        Assert.Equal(expected, schema.Validate(Cases.Utf8(document), direction).IsEmpty);
    }

    [Fact]
    public void A_secret_in_an_answer_is_named()
    {
        var violation = Assert.Single(Cases.Compile(User).Validate("""{"id":1,"created":"","password":"x"}"""u8, SchemaDirection.Response));
        Assert.Equal(("/password", "writeOnly", "/password must not be answered (writeOnly)"), (violation.Pointer, violation.Keyword, violation.Message));
    }

    [Fact]
    public void Read_only_members_of_a_request_are_refused_where_that_is_asked_for()
    {
        var schema = Cases.Compile(User, new SchemaOptions { RefuseReadOnly = true });
        Assert.False(schema.IsValid("""{"id":1,"password":"x"}"""u8, SchemaDirection.Request));
        Assert.Equal("readOnly", Assert.Single(schema.Validate("""{"id":1,"password":"x"}"""u8, SchemaDirection.Request)).Keyword);
        Assert.True(schema.IsValid("""{"password":"x"}"""u8, SchemaDirection.Request));
    }
}
