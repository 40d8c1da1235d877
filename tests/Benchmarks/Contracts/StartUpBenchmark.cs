using System.Reflection;
using Wharf.Contracts.Documents;

namespace Wharf.Benchmarks.Contracts;

/// <summary>
/// Compiling contracts: Wharf's own as it serves them, and a synthetic one of 1,000 operations. The first time is also told: it pays for
/// the just-in-time compiler.
/// </summary>
static class StartUpBenchmark
{
    const int Operations = 1000;

    public static async Task Run(int rounds, ResultLine result)
    {
        var own = Own();
        var large = SyntheticContract.Make(Operations);
        Console.WriteLine($"{own.Count} contracts of Wharf; the synthetic one has {large.Length} bytes.");
        void CompileOwn() => own.ForEach(contract => Contract.Compile(contract.Name, contract.Json));
        var first = Time(CompileOwn);
        var times = await Rounds.Alternate(
            5,
            rounds,
            new("own contracts", () => Task.FromResult(Time(CompileOwn))),
            new("1,000 operations", () => Task.FromResult(Time(() => Compile(large)))));
        result.Add("own_contracts_first_ms", first.TotalMilliseconds)
            .Add("own_contracts_ms", times.Median("own contracts") * 1000)
            .Add("thousand_operations_ms", times.Median("1,000 operations") * 1000);
    }

    static void Compile(byte[] contract)
    {
        var count = Contract.Compile("synthetic", contract).Operations.Count;
        if (count != Operations) throw new InvalidOperationException($"The synthetic contract has {count} operations.");
    }

    static List<(string Name, byte[] Json)> Own()
    {
        var server = Assembly.Load("Wharf.Server");
        return server.GetManifestResourceNames().Where(name => name.StartsWith("contracts/", StringComparison.Ordinal))
            .Select(name => (Path.GetFileNameWithoutExtension(name), Read(server.GetManifestResourceStream(name)!))).ToList();
    }

    static byte[] Read(Stream resource)
    {
        using (resource)
        {
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            return bytes;
        }
    }

    static TimeSpan Time(Action work)
    {
        var started = TimeProvider.System.GetTimestamp();
        work();
        return TimeProvider.System.GetElapsedTime(started);
    }
}
