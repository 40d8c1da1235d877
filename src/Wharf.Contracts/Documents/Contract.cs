using System.Text.Json;

namespace Wharf.Contracts.Documents;

/// <summary>A compiled contract: an OpenAPI 3.1 document whose schemas have become validators.</summary>
public sealed class Contract
{
    readonly Dictionary<string, ContractOperation> operations;

    Contract(string name, ReadOnlyMemory<byte> json, string title, string version, IReadOnlyDictionary<string, SecuritySchemeDescription> schemes,
        List<ContractOperation> operations)
    {
        Name = name;
        Json = json;
        Title = title;
        Version = version;
        SecuritySchemes = schemes;
        this.operations = operations.ToDictionary(operation => operation.Id);
    }

    /// <summary>The document's file name without its ending.</summary>
    public string Name { get; }

    /// <summary>The document itself, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The document's <c>info.title</c>.</summary>
    public string Title { get; }

    /// <summary>The document's <c>info.version</c>.</summary>
    public string Version { get; }

    /// <summary>The security schemes by name.</summary>
    public IReadOnlyDictionary<string, SecuritySchemeDescription> SecuritySchemes { get; }

    /// <summary>All operations.</summary>
    public IReadOnlyCollection<ContractOperation> Operations => operations.Values;

    /// <summary>The operation with this id.</summary>
    /// <exception cref="KeyNotFoundException">The contract has no such operation.</exception>
    public ContractOperation Operation(string id) =>
        operations.TryGetValue(id, out var operation) ? operation : throw new KeyNotFoundException($"Contract '{Name}' has no operation '{id}'.");

    /// <summary>Compiles a bundled document (every <c>$ref</c> leads to a place inside it).</summary>
    /// <param name="name">The name that the contract goes by.</param>
    /// <param name="json">The document, JSON in UTF-8.</param>
    /// <exception cref="ContractException">The document cannot be served; the message names the place.</exception>
    public static Contract Compile(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var compiler = new ContractCompiler(name, document.RootElement);
            var operations = compiler.Operations();
            if (operations.GroupBy(operation => operation.Id).FirstOrDefault(same => same.Count() > 1) is { } twins)
                throw new ContractException(name, "/paths", $"the operationId '{twins.Key}' stands {twins.Count()} times");
            var info = Place.Root(document.RootElement).Child("info");
            return new Contract(name, json, info.Text("title") ?? "", info.Text("version") ?? "",
                compiler.SecuritySchemes(), operations);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ContractException(name, "", exception.Message, exception);
        }
    }
}

/// <summary>How callers prove who they are.</summary>
/// <param name="Name">The scheme's name in the contract, which is the ASP.NET Core authentication scheme's name too.</param>
/// <param name="Challenge">
/// The auth-scheme for <c>WWW-Authenticate</c>: an http scheme's own, or an apiKey's <c>x-authentication-scheme</c>; null when it has none.
/// </param>
public sealed record SecuritySchemeDescription(string Name, string? Challenge);
