using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Wharf.Contracts.Hosting;

namespace Wharf.Benchmarks.Contracts;

/// <summary>reservations.json served by the contract runtime, with the settings of production.</summary>
static class ContractServer
{
    public static async Task Run(Settings settings)
    {
        var checkOneIn = settings.Number("check", 100);
        settings.End();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        BenchmarkTokens.Add(builder.Services);
        builder.Services.AddContracts(options =>
        {
            options.Source = name => File.ReadAllBytes(SourceFile.Find($"{name}.json"));
            options.CheckOneResponseIn = checkOneIn;
        });
        await using var app = builder.Build();
        app.UseContracts();
        app.UseRouting();
        app.MapReservations();
        await app.RunAsync();
    }
}
