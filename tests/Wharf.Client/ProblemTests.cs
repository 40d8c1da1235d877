using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Wharf.TestHost;

namespace Wharf.Client.Tests;

public sealed class ProblemTests
{
    [Fact]
    public async Task A_refusal_is_an_exception_with_the_whole_problem()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.StatusCode = 400;
            http.Response.ContentType = "application/problem+json";
            return http.Response.WriteAsync("""
                {"type":"about:blank","title":"Bad Request","status":400,"detail":"The request has 1 error.",
                 "instance":"/files","traceId":"00-abc",
                 "errors":[{"in":"query","name":"limit","pointer":"","keyword":"maximum",
                            "message":"limit must be <= 100 (maximum), was 1000"}]}
                """);
        });
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Files.ListFilesAsync(limit: 1000));
        Assert.Equal(HttpStatusCode.BadRequest, problem.StatusCode);
        Assert.Equal("Bad Request", problem.Problem.Title);
        Assert.Equal("The request has 1 error.", problem.Problem.Detail);
        Assert.Equal("00-abc", problem.Problem.TraceId);
        var error = Assert.Single(problem.Problem.Errors);
        Assert.Equal(("query", "limit", "maximum"), (error.In, error.Name, error.Keyword));
        Assert.Contains("limit must be <= 100", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_proxy_becomes_a_problem_with_the_status_and_the_beginning_of_the_page()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.StatusCode = 502;
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<h1>Bad gateway</h1>" + new string(' ', 10_000));
        });
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal((502, "Bad Gateway", "/_health"), (problem.Problem.Status, problem.Problem.Title, problem.Problem.Instance));
        Assert.StartsWith("<h1>Bad gateway</h1>", problem.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal(4000, problem.Problem.Detail!.Length);
    }

    [Theory]
    [InlineData("application/problem+json", "")]
    [InlineData("application/problem+json", "{\"title\":")]
    [InlineData("application/problem+json", "{}")]
    [InlineData("application/json", "[1]")]
    public async Task A_body_that_is_no_problem_still_gives_one(string contentType, string body)
    {
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            http.Response.ContentType = contentType;
            return http.Response.WriteAsync(body);
        });
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal((503, "Service Unavailable"), (problem.Problem.Status, problem.Problem.Title));
        Assert.Empty(problem.Problem.Errors);
    }

    [Fact]
    public async Task A_body_larger_than_any_problem_is_not_read()
    {
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.StatusCode = 500;
            var block = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(block);
        });
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal(500, problem.Problem.Status);
        Assert.Null(problem.Problem.Detail);
    }

    [Theory]
    [InlineData("""{"status":"on fire"}""")]
    [InlineData("""{}""")]
    [InlineData("null")]
    [InlineData("<html>")]
    public async Task A_success_that_is_not_what_the_contract_says_is_a_problem(string body)
    {
        await using var server = await ScriptedServer.StartAsync(http => http.Json(body));
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal(HttpStatusCode.OK, problem.StatusCode);
        Assert.IsType<JsonException>(problem.InnerException);
    }

    [Fact]
    public async Task A_success_that_the_contract_does_not_list_is_a_problem()
    {
        await using var server = await ScriptedServer.StartAsync(http => http.Json("{}", 202));
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal(HttpStatusCode.Accepted, problem.StatusCode);
    }

    [Fact]
    public async Task When_to_try_again_is_told()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            http.Response.Headers.RetryAfter = "7";
            return http.Problem(429, "Too Many Requests", "Wait.");
        });
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client().Health.GetHealthAsync());
        Assert.Equal(TimeSpan.FromSeconds(7), problem.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("Problem", typeof(Problem))]
    [InlineData("ProblemError", typeof(ProblemError))]
    public void The_hand_written_problem_has_the_members_of_the_contract(string schema, Type type)
    {
        using var contract = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Folder, "generated/contracts/health.json")));
        var promised = contract.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
        var members = type.GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name);
        Assert.Equal(promised.EnumerateObject().Select(property => property.Name).Order(), members.Order());
    }
}
