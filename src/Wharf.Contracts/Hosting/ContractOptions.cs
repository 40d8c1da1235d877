using System.Reflection;

namespace Wharf.Contracts.Hosting;

/// <summary>How contracts are found and how strictly they are kept.</summary>
public sealed class ContractOptions
{
    readonly Dictionary<string, long> bodyLimits = [];

    /// <summary>How many bytes a request body may have where the operation has no limit of its own. Default: 1 MiB.</summary>
    public long MaximumBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Every how many-th response of an operation is checked against the contract before it is sent: 1 checks all, 0 none. One that breaks the
    /// contract is logged, counted (<c>wharf.contracts.broken_responses</c>) and answered with 500 in its place. Default: 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int CheckOneResponseIn
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 100;

    /// <summary>Whether the 500 in place of a broken response names the operation and the place. For Development and tests. Default: false.</summary>
    public bool NameBrokenResponses { get; set; }

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
