using System.Text.Json;
using Wharf.TestHost;

namespace Wharf.Server.Tests.WebConsole;

/// <summary>What the code serves, as the framework finds it, is what the contract promised: neither may drift from the other.</summary>
public sealed class ServedDocumentTests(WharfHost host) : IClassFixture<WharfHost>
{
    public static TheoryData<string> Contracts => new(ContractFiles.Names);

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task The_code_serves_the_operations_of_the_contract_and_no_others(string name)
    {
        var (promised, served) = await BothAsync(name);
        Assert.Equal(promised.Operations(), served.Operations());
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task The_code_takes_the_parameters_of_the_contract(string name)
    {
        var (promised, served) = await BothAsync(name);
        Assert.Equal(promised.Parameters(), served.Parameters());
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task The_code_takes_the_bodies_of_the_contract(string name)
    {
        var (promised, served) = await BothAsync(name);
        Assert.Equal(promised.Bodies(), served.Bodies());
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public async Task The_code_answers_with_the_statuses_and_content_types_of_the_contract(string name)
    {
        var (promised, served) = await BothAsync(name);
        Assert.Equal(promised.Responses(), served.Responses());
    }

    async Task<(OpenApiFacts Promised, OpenApiFacts Served)> BothAsync(string name)
    {
        var promised = await host.Client.GetByteArrayAsync($"/openapi/{name}.json");
        var served = await host.Client.GetByteArrayAsync($"/openapi/served/{name}.json");
        return (new OpenApiFacts(JsonDocument.Parse(promised).RootElement), new OpenApiFacts(JsonDocument.Parse(served).RootElement));
    }
}
