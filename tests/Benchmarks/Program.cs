using Wharf.Benchmarks;
using Wharf.Benchmarks.Contracts;

// Every benchmark compares two things in alternating rounds of one run: figures of different runs or machines say nothing.
var verbs = new Dictionary<string, Func<Settings, Task>>
{
    ["contracts"] = ContractsBenchmark.Run,
    ["files"] = FilesBenchmark.Run,
    ["storage"] = StorageBenchmark.Run,
    ["serve-bare"] = BareServer.Run,
    ["serve-contract"] = ContractServer.Run,
    ["serve-minimal"] = MinimalServer.Run,
    ["serve-storage"] = StorageServer.Run,
};

if (args.Length == 0 || !verbs.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- <benchmark> [setting=value …]");
    Console.Error.WriteLine($"Benchmarks: {string.Join(", ", verbs.Keys)}");
    return 2;
}
await run(Settings.Parse(args[1..]));
return 0;
