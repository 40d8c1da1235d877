using System.Net;
using System.Text;

namespace Wharf.Server.Tests.Accounts;

/// <summary>What no client should send is answered with a problem that names the place, and never with a 5xx.</summary>
public sealed class BadInputTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    static readonly string Long = new('x', 8192);

    public static TheoryData<string, string, string?> Bodies => new()
    {
        { "/users/register", "", "" },
        { "/users/register", "{", "" },
        { "/users/register", "null", "" },
        { "/users/register", "[]", "" },
        { "/users/register", "\"text\"", "" },
        { "/users/register", "{}", "" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678"} {}""", null },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","admin":true}""", "/admin" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","roles":["admin"]}""", "/roles" },
        { "/users/register", """{"email":"a@example.com","email":"b@example.com","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":7,"password":"12345678"}""", "/email" },
        { "/users/register", """{"email":null,"password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"ada","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"ada@ example.com","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"ada\u0000@example.com","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"ada\ud800@example.com","password":"12345678"}""", "" },
        { "/users/register", $$"""{"email":"{{Long}}@example.com","password":"12345678"}""", "/email" },
        { "/users/register", """{"email":"ada@example.com","password":"1234567"}""", "/password" },
        { "/users/register", """{"email":"ada@example.com","password":12345678}""", "/password" },
        { "/users/register", """{"email":"ada@example.com","password":["12345678"]}""", "/password" },
        { "/users/register", """{"email":"ada@example.com","password":"\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800"}""", "" },
        { "/users/register", $$"""{"email":"ada@example.com","password":"{{Long}}"}""", "/password" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":""}""", "/name" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":" Ada"}""", "/name" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":"A\u0000da"}""", "/name" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":"Ada\n"}""", "/name" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":"\udfff"}""", "" },
        { "/users/register", """{"email":"ada@example.com","password":"12345678","name":null}""", "/name" },
        { "/users/register", $$"""{"email":"ada@example.com","password":"12345678","name":"{{Long}}"}""", "/name" },
        { "/users/login", "{", "" },
        { "/users/login", """{"email":"ada@example.com"}""", "" },
        { "/users/login", """{"email":"ada\u0000@example.com","password":"12345678"}""", "/email" },
        { "/users/login", """{"email":"ada@example.com","password":"\udc00\udc00\udc00\udc00\udc00\udc00\udc00\udc00"}""", "" },
        { "/users/login", $$"""{"email":"ada@example.com","password":"{{Long}}"}""", "/password" },
        { "/users/refresh", """{"refresh_token":""}""", "/refresh_token" },
        { "/users/refresh", """{"refresh_token":"wr_\u0000"}""", "/refresh_token" },
        { "/users/refresh", """{"refresh_token":"wr_\ud800"}""", "" },
        { "/users/refresh", """{"refresh_token":{}}""", "/refresh_token" },
        { "/users/refresh", $$"""{"refresh_token":"{{Long}}"}""", "/refresh_token" },
        { "/users/logout", """{"refresh_token":false}""", "/refresh_token" },
        { "/users/logout", """{"token":"wr_x"}""", "/token" },
        { "/users/me/tokens", """{"name":"  "}""", "/name" },
        { "/users/me/tokens", """{"name":"a\u0000b"}""", "/name" },
        { "/users/me/tokens", """{"name":"\ud800"}""", "" },
        { "/users/me/tokens", """{"name":"ok","expires_at":null}""", "/expires_at" },
        { "/users/me/tokens", """{"name":"ok","expires_at":"tomorrow"}""", "/expires_at" },
        { "/users/me/tokens", """{"name":"ok","expires_at":"2031-02-29T00:00:00Z"}""", "/expires_at" },
        { "/users/me/tokens", """{"name":"ok","expires_at":1900000000}""", "/expires_at" },
        { "/users/me/tokens", """{"name":"ok","token":"mine"}""", "/token" },
        { "/users/me/tokens", $$"""{"name":"{{Long}}"}""", "/name" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_breaks_the_contract_is_a_problem_that_names_the_place(string path, string body, string? pointer)
    {
        var authorization = path == "/users/me/tokens" ? (await host.NewSessionAsync()).Bearer : null;
        using var response = await host.PostRawAsync(path, body, authorization);
        await AssertProblemAsync(HttpStatusCode.BadRequest, response);
        if (pointer is null) return;
        var errors = (await response.ReadJsonAsync()).GetProperty("errors").EnumerateArray().ToList();
        Assert.All(errors, error => Assert.Equal("body", error.GetProperty("in").GetString()));
        Assert.Contains(pointer, errors.Select(error => error.GetProperty("pointer").GetString()));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1&limit=2")]
    [InlineData("cursor=")]
    [InlineData("cursor=%00")]
    [InlineData("cursor=%ff")]
    [InlineData("cursor=a%2Fb")]
    [InlineData("page=2")]
    public async Task A_query_that_breaks_the_contract_is_a_problem(string query)
    {
        var session = await host.NewSessionAsync();
        using var response = await host.SendAsync(HttpMethod.Get, $"/users/me/tokens?{query}", session.Bearer);
        await AssertProblemAsync(HttpStatusCode.BadRequest, response);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("not-a-uuid")]
    [InlineData("0198c5a27b1c70008000000000000002")]
    [InlineData("{0198c5a2-7b1c-7000-8000-000000000002}")]
    public async Task An_id_that_is_none_is_a_problem(string id)
    {
        var session = await host.NewSessionAsync();
        using var response = await host.SendAsync(HttpMethod.Delete, $"/users/me/tokens/{id}", session.Bearer);
        await AssertProblemAsync(HttpStatusCode.BadRequest, response);
    }

    [Fact]
    public async Task A_body_of_another_type_or_too_large_is_a_problem()
    {
        using var form = await host.Client.PostAsync("/users/login", new FormUrlEncodedContent([new("email", "a@b.c")]));
        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, form);
        using var none = await host.Client.PostAsync("/users/login", new ByteArrayContent("{}"u8.ToArray()));
        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, none);
        using var stranger = await host.Client.PostAsync("/users/me/tokens", new FormUrlEncodedContent([new("name", "x")]));
        await AssertProblemAsync(HttpStatusCode.Unauthorized, stranger);
        using var large = await host.PostRawAsync("/users/login", $$"""{"email":"a@b.c","password":"{{new string('x', 17 * 1024)}}"}""");
        await AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, large);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_a_problem()
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes("""{"email":"ada@example.com","password":"pässwörter"}"""));
        content.Headers.ContentType = new("application/json");
        using var response = await host.Client.PostAsync("/users/login", content);
        await AssertProblemAsync(HttpStatusCode.BadRequest, response);
    }

    [Theory]
    [InlineData("""{"email":"\uD83D\uDE00@example.com","password":"\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00"}""")]
    [InlineData("""{"email":"ada@example.com","password":"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007"}""")]
    [InlineData("""{"email":"o'brien+%_\\@example.com","password":"'; DROP TABLE users; --"}""")]
    public async Task Whatever_else_a_login_says_is_an_answer_of_the_contract(string body)
    {
        using var response = await host.PostRawAsync("/users/login", body);
        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest]);
    }

    static async Task AssertProblemAsync(HttpStatusCode status, HttpResponseMessage response)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.ReadJsonAsync();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(status == HttpStatusCode.BadRequest, problem.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0);
    }
}
