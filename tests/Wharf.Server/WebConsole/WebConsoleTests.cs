using System.Net;
using System.Text.Json;
using Wharf.TestHost;
using YamlDotNet.Serialization;

namespace Wharf.Server.Tests.WebConsole;

public sealed class WebConsoleTests(WharfHost host) : IClassFixture<WharfHost>
{
    public static TheoryData<string> Contracts => new(ContractFiles.Names);

    [Fact]
    public async Task The_console_lists_every_contract()
    {
        var script = await host.Client.GetStringAsync("/swagger/index.js");
        Assert.All(ContractFiles.Names, name => Assert.Contains($"/openapi/{name}.json", script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_console_loads_nothing_from_elsewhere()
    {
        var page = await host.Client.GetStringAsync("/swagger/index.html");
        Assert.DoesNotContain("src=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"http", page, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task A_contract_in_yaml_says_what_it_says_in_json(string name)
    {
        var yaml = await host.Client.GetStringAsync($"/openapi/{name}.yaml");
        var json = await host.Client.GetStringAsync($"/openapi/{name}.json");
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml);
        var back = JsonSerializer.Serialize(Plain(document));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(back).RootElement));
    }

    [Fact]
    public async Task A_contract_that_the_client_has_is_not_sent_again()
    {
        using var first = await host.Client.GetAsync("/openapi/health.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/health.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task There_is_no_contract_of_another_name()
    {
        using var response = await host.Client.GetAsync("/openapi/nonesuch.json");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    static object? Plain(object? node) => node switch
    {
        Dictionary<object, object> map => map.ToDictionary(pair => (string)pair.Key, pair => Plain(pair.Value)),
        List<object> list => list.Select(Plain).ToList(),
        _ => node,
    };
}
