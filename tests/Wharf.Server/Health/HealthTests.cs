using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Health;

public sealed class HealthTests(WharfHost host) : IClassFixture<WharfHost>
{
    [Fact]
    public async Task A_live_server_says_so() =>
        Assert.Equal("""{"status":"ok"}""", await host.Client.GetStringAsync("/_health"));

    [Fact]
    public async Task A_ready_server_names_its_parts()
    {
        var readiness = await host.Client.GetFromJsonAsync<JsonElement>("/_ready");
        Assert.Equal("ok", readiness.GetProperty("checks").GetProperty("database").GetString());
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        using var head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/_health"));
        Assert.Equal(15, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_method_that_the_path_does_not_have_is_a_problem_that_lists_those_it_has()
    {
        using var response = await host.Client.DeleteAsync("/_health");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
