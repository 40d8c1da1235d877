using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Wharf.Server.Observability;

namespace Wharf.Server.Tests.Observability;

public sealed class RequestLogTests : IAsyncLifetime, IDisposable
{
    readonly LogCapture log = new();
    readonly HttpMessageInvoker client = new(new SocketsHttpHandler());
    WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddObservability();
        builder.Logging.AddProvider(log);
        app = builder.Build();
        app.UseObservability();
        app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("handled")));
        app.MapGet("/files/{id}", (string id, ILogger<RequestLogTests> logger) => logger.LogInformation("Looked up")).WithName("getFile");
        app.MapGet("/throws", void () => throw new InvalidOperationException("broken")).WithName("throws");
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public void Dispose()
    {
        client.Dispose();
        log.Dispose();
    }

    [Theory]
    [InlineData("abc-123_X.y")]
    [InlineData("0")]
    public async Task A_harmless_id_of_the_caller_comes_back(string id) =>
        Assert.Equal(id, await Answered("/files/1", (CorrelationId.Header, id)));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("<script>")]
    [InlineData("id\"quoted")]
    public async Task Any_other_is_replaced(string id) =>
        Assert.Matches("^[0-9a-f]{32}$", await Answered("/files/1", (CorrelationId.Header, id)));

    [Fact]
    public async Task The_longest_id_has_128_characters()
    {
        Assert.Equal(new('a', 128), await Answered("/files/1", (CorrelationId.Header, new('a', 128))));
        Assert.Equal(32, (await Answered("/files/1", (CorrelationId.Header, new('a', 129)))).Length);
    }

    [Fact]
    public async Task Two_ids_are_none() =>
        Assert.Matches("^[0-9a-f]{32}$", await Answered("/files/1", (CorrelationId.Header, "a"), (CorrelationId.Header, "b")));

    [Fact]
    public async Task A_new_id_is_the_trace_of_the_caller_where_it_sent_one()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";

        Assert.Equal(Trace, await Answered("/files/1", ("traceparent", $"00-{Trace}-b7ad6b7169203331-01")));
        Assert.NotEqual(await Answered("/files/1"), await Answered("/files/1"));
    }

    [Fact]
    public async Task The_line_names_route_and_operation_and_neither_path_nor_query()
    {
        await Answered("/files/secret-share-token?signature=abc", (CorrelationId.Header, "me"), ("Authorization", "Bearer hidden"));

        var line = await Line();
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal(("GET", "/files/{id}", "getFile", 200, "me"), (
            line.Values["Method"], line.Values["Route"], line.Values["Operation"], line.Values["Status"], line.Values["CorrelationId"]));
        Assert.InRange(Assert.IsType<double>(line.Values["Duration"]), 0, 60_000);
        Assert.DoesNotContain(log.Lines, other => other.Message.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, other => other.Message.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_handlers_own_lines_are_in_the_scope_of_the_id()
    {
        await Answered("/files/1", (CorrelationId.Header, "me"));

        Assert.Contains(new CorrelationId("me"), Assert.Single(log.Lines, line => line.Message == "Looked up").Scopes);
    }

    [Fact]
    public async Task An_unknown_path_has_an_id_and_a_line_without_route()
    {
        Assert.NotEmpty(await Answered("/nowhere"));

        var line = await Line();
        Assert.Equal(("(no route)", "-", 404), (line.Values["Route"], line.Values["Operation"], line.Values["Status"]));
    }

    [Fact]
    public async Task An_exception_that_was_answered_keeps_id_and_route()
    {
        Assert.Equal("me", await Answered("/throws", (CorrelationId.Header, "me")));

        var line = await Line();
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(("/throws", "throws", 500), (line.Values["Route"], line.Values["Operation"], line.Values["Status"]));
    }

    async Task<string> Answered(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single() + path) { Version = HttpVersion.Version11 };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await client.SendAsync(request, default);
        return Assert.Single(response.Headers.GetValues(CorrelationId.Header));
    }

    // The answer reaches the client before the line is written.
    async Task<LogCapture.Line> Line()
    {
        await app.StopAsync();
        return Assert.Single(log.Lines, line => line.Category == typeof(RequestLog).FullName);
    }
}
