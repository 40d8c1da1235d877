using System.Diagnostics;

namespace Wharf.Benchmarks.Contracts;

/// <summary>The contract runtime: start-up, validation alone, and the whole way of a request. `part=` runs one of them.</summary>
static class ContractsBenchmark
{
    public static async Task Run(Settings settings)
    {
        var (part, rounds) = (settings.Text("part", "all"), settings.Number("rounds", 7));
        var least = TimeSpan.FromMilliseconds(settings.Number("ms", 200));
        var (requests, connections) = (settings.Number("requests", 32_000), settings.Number("connections", 32));
        settings.End();
        await InstallRivals();
        var result = new ResultLine("contracts");
        // First, since its first figure is that of a process that has compiled nothing yet.
        if (part is "all" or "startup") await StartUpBenchmark.Run(rounds, result);
        if (part is "all" or "validation" or "rivals") await new ValidationBenchmark(rounds, least, part != "validation").Run(result);
        if (part is "all" or "http") await HttpPathBenchmark.Run(rounds * 3, requests, connections, result);
        result.Print();
    }

    // ajv and fastify come from npm, in the versions that package.json pins.
    static async Task InstallRivals()
    {
        using var tools = Process.Start("node", [SourceFile.FromRoot("openapi", "codegen", "tools.mjs")]);
        await tools.WaitForExitAsync();
        if (tools.ExitCode != 0) throw new InvalidOperationException("npm ci failed; see above.");
    }
}
