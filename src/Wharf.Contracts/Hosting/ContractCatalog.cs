using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Hosting;

/// <summary>The contracts that the app serves, each compiled once.</summary>
public sealed class ContractCatalog(IOptions<ContractOptions> options)
{
    readonly ConcurrentDictionary<string, Contract> contracts = new();

    /// <summary>All contracts that have been mapped, by name.</summary>
    public IEnumerable<Contract> Contracts => contracts.Values.OrderBy(contract => contract.Name, StringComparer.Ordinal);

    /// <summary>The contract of this name, compiled when it is first asked for.</summary>
    /// <exception cref="ContractException">The document cannot be served.</exception>
    public Contract Contract(string name) => contracts.GetOrAdd(name, static (name, options) =>
        Documents.Contract.Compile(name, (options.Source ?? throw new InvalidOperationException("ContractOptions.Source is not set."))(name)), options.Value);
}
