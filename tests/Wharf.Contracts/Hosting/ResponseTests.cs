using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Tests.Hosting;

public sealed class ResponseTests(EchoApp app) : IClassFixture<EchoApp>
{
    [Theory]
    [InlineData("status", "The 202 response of breakContract breaks the contract: the status is not documented.")]
    [InlineData("body", "The 200 response of breakContract breaks the contract: /said must be string (type), was 5.")]
    [InlineData("type", "The 200 response of breakContract breaks the contract: the content type text/plain is not documented.")]
    [InlineData("header", "The 200 response of breakContract breaks the contract: X-Count must be <= 5 (maximum), was 6.")]
    [InlineData("throw", "The server failed. The traceId names the failure in its logs.")]
    public async Task A_response_that_breaks_the_contract_is_a_500_that_says_so(string how, string detail)
    {
        using var response = await app.Client.GetAsync($"/broken?how={how}");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<Problem>();
        Assert.Equal(detail, problem!.Detail);
        Assert.NotNull(problem.TraceId);
    }

    [Fact]
    public async Task A_handler_that_fails_does_not_cost_the_caller_the_connection()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        using var reader = new StreamReader(socket.GetStream());
        foreach (var (name, status) in ((string, string)[])[("bug", "HTTP/1.1 500"), ("ok", "HTTP/1.1 201")])
        {
            var json = $$"""{"name":"{{name}}","count":1}""";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
            Assert.StartsWith(status, await reader.ReadLineAsync(), StringComparison.Ordinal);
            var length = 0;
            for (string? line; (line = await reader.ReadLineAsync()) is { Length: > 0 };)
                if (line.StartsWith("Content-Length: ", StringComparison.Ordinal)) length = int.Parse(line[16..], CultureInfo.InvariantCulture);
            await reader.ReadBlockAsync(new char[length]);
        }
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_problem()
    {
        using var response = await app.Client.GetAsync("/nowhere");
        var problem = await response.Content.ReadFromJsonAsync<Problem>();
        Assert.Equal((HttpStatusCode.NotFound, 404, "/nowhere"), (response.StatusCode, problem!.Status, problem.Instance));
    }

    [Theory]
    [InlineData("/items/7", "GET, HEAD, OPTIONS")]
    [InlineData("/upload", "OPTIONS, POST")]
    public async Task Options_tells_the_methods_of_a_path(string path, string allow)
    {
        using var response = await app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, path));
        Assert.Equal((HttpStatusCode.NoContent, allow), (response.StatusCode, string.Join(", ", response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Another_method_is_refused_with_those_that_the_path_has()
    {
        using var response = await app.Client.DeleteAsync("/items/7");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Head_says_what_get_says_without_the_body()
    {
        using var get = await app.Client.GetAsync("/items/7");
        using var head = await app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/items/7"));
        Assert.Equal(get.Content.Headers.ToString(), head.Content.Headers.ToString());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
