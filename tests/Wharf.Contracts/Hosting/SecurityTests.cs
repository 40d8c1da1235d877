using System.Net;

namespace Wharf.Contracts.Tests.Hosting;

public sealed class SecurityTests(EchoApp app) : IClassFixture<EchoApp>
{
    [Theory]
    [InlineData("Bearer admin", "admin")]
    [InlineData("Token alice", "alice")]
    public async Task A_caller_who_meets_one_alternative_is_let_in(string authorization, string name) =>
        Assert.Equal(name, await RequestTests.SaidAsync(await GetAsync(authorization)));

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "Bearer, Token")]
    [InlineData("Basic YTpi", HttpStatusCode.Unauthorized, "Bearer, Token")]
    [InlineData("Bearer broken", HttpStatusCode.Unauthorized, "Bearer error=\"invalid_token\", Token")]
    [InlineData("Token broken", HttpStatusCode.Unauthorized, "Bearer error=\"invalid_token\", Token")]
    [InlineData("Bearer alice", HttpStatusCode.Forbidden, "")]
    public async Task Everybody_else_is_refused_before_the_handler(string? authorization, HttpStatusCode status, string challenge)
    {
        using var response = await GetAsync(authorization);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    Task<HttpResponseMessage> GetAsync(string? authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/secret");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return app.Client.SendAsync(request);
    }
}
