using System.Reflection;

namespace Wharf.Contracts.Hosting;

/// <summary>How contracts are found and how strictly they are kept.</summary>
public sealed class ContractOptions
{
    readonly Dictionary<string, long> bodyLimits = [];

    /// <summary>How many bytes a request body may have where the operation has no limit of its own. Default: 1 MiB.</summary>
    public long MaximumBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Whether every JSON response is checked against the contract before it is sent; one that breaks it becomes a 500 that names the place.
    /// Default: false.
    /// </summary>
    public bool CheckResponses { get; set; }

    /// <summary>Gives the bundled document of a contract by its name. Default: none.</summary>
    public Func<string, ReadOnlyMemory<byte>>? Source { get; set; }

    /// <summary>Reads contracts from the assembly's resources named <c>contracts/{name}.json</c>.</summary>
    public void UseResources(Assembly assembly) => Source = name =>
    {
        using var resource = assembly.GetManifestResourceStream($"contracts/{name}.json")
            ?? throw new FileNotFoundException($"{assembly.GetName().Name} has no resource 'contracts/{name}.json'.");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    };

    /// <summary>Sets how many bytes the request bodies of one operation may have.</summary>
    public void LimitBody(string operationId, long bytes) => bodyLimits[operationId] = bytes;

    internal long BodyLimit(string operationId) => bodyLimits.TryGetValue(operationId, out var bytes) ? bytes : MaximumBodySize;
}
