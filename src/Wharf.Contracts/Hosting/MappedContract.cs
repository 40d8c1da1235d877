using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Requests;
using Wharf.Contracts.Responses;

namespace Wharf.Contracts.Hosting;

/// <summary>A contract whose operations are being mapped to endpoints.</summary>
public sealed class MappedContract
{
    readonly IEndpointRouteBuilder endpoints;
    readonly JsonSerializerContext json;
    readonly ContractOptions options;
    readonly HashSet<string> mapped = [];

    internal MappedContract(IEndpointRouteBuilder endpoints, Contract contract, JsonSerializerContext json, ContractOptions options)
    {
        this.endpoints = endpoints;
        this.json = json;
        this.options = options;
        Contract = contract;
    }

    /// <summary>The compiled contract.</summary>
    public Contract Contract { get; }

    /// <summary>The operation to map.</summary>
    public MappedOperation Operation(string id) => new(this, Contract.Operation(id));

    /// <summary>Makes sure that every operation of the contract has been mapped.</summary>
    /// <exception cref="ContractException">One has not: the generated code is older than the contract.</exception>
    public void Complete()
    {
        var forgotten = Contract.Operations.Select(operation => operation.Id).Except(mapped).ToList();
        if (forgotten.Count > 0) throw new ContractException(Contract.Name, "/paths", $"no endpoint is mapped for {string.Join(", ", forgotten)}");
        foreach (var path in Contract.Operations.GroupBy(operation => operation.Path)) MapOptions(path.Key, path.Select(operation => operation.Method).ToList());
    }

    // OPTIONS (RFC 9110, section 9.3.7) tells the methods of every path that does not declare its own.
    void MapOptions(string path, List<string> methods)
    {
        if (methods.Contains(HttpMethods.Options)) return;
        if (methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head)) methods.Add(HttpMethods.Head);
        var allow = string.Join(", ", methods.Append(HttpMethods.Options).Order(StringComparer.Ordinal));
        endpoints.MapMethods(path, [HttpMethods.Options], http =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers.Allow = allow;
            return Task.CompletedTask;
        }).WithDisplayName($"{Contract.Name} OPTIONS {path}").ExcludeFromDescription();
    }

    internal JsonSerializerContext Json => json;

    internal void Map(ContractOperation operation, MethodInfo handler, IEnumerable<IProducesResponseTypeMetadata> responses, RequestDelegate invoke)
    {
        mapped.Add(operation.Id);
        // HEAD is GET without the body; a contract that declares its own HEAD gets its own endpoint.
        var ownHead = Contract.Operations.Any(other => other.Path == operation.Path && other.Method == HttpMethods.Head);
        string[] methods = operation.Method == HttpMethods.Get && !ownHead ? [HttpMethods.Get, HttpMethods.Head] : [operation.Method];
        endpoints.MapMethods(operation.Path, methods, invoke)
            .WithName(operation.Id)
            .WithDisplayName($"{operation.Contract}.{operation.Id}")
            .WithSummary(operation.Summary ?? operation.Id)
            .WithTags(operation.Tag ?? operation.Contract)
            .WithMetadata([operation, handler, .. responses, .. handler.GetParameters().Where(IsBound).Select(parameter => new BoundParameter(parameter))]);
    }

    internal ContractOptions Options => options;

    static bool IsBound(ParameterInfo parameter) =>
        parameter.ParameterType != typeof(CancellationToken) && parameter.ParameterType != typeof(System.Security.Claims.ClaimsPrincipal);

    // What the framework's OpenAPI document reads parameters from.
    sealed class BoundParameter(ParameterInfo parameter) : IParameterBindingMetadata
    {
        public string Name => parameter.Name!;
        public bool HasTryParse => parameter.ParameterType != typeof(MultipartBody) && parameter.GetCustomAttributes().OfType<IFromBodyMetadata>().FirstOrDefault() is null;
        public bool HasBindAsync => false;
        public ParameterInfo ParameterInfo => parameter;
        public bool IsOptional => new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
    }
}

/// <summary>An operation whose endpoint is being mapped.</summary>
public sealed class MappedOperation
{
    readonly MappedContract contract;
    readonly ContractOperation operation;

    internal MappedOperation(MappedContract contract, ContractOperation operation)
    {
        this.contract = contract;
        this.operation = operation;
    }

    /// <summary>A typed view of a parameter.</summary>
    /// <param name="location"><c>path</c>, <c>query</c>, <c>header</c> or <c>cookie</c>.</param>
    /// <param name="name">The parameter's name on the wire.</param>
    /// <exception cref="ContractException">The operation has no such parameter: the generated code is older than the contract.</exception>
    public ParameterSlot<T> Parameter<T>(string location, string name)
    {
        var parameter = operation.Parameters.FirstOrDefault(parameter => parameter.In == location && parameter.Name == name)
            ?? throw new ContractException(operation.Contract, "/paths", $"{operation.Id} has no {location} parameter '{name}'");
        return new ParameterSlot<T>(parameter, contract.Json, contract.Json.Options);
    }

    /// <summary>A typed view of the JSON body.</summary>
    public JsonBodySlot<T> JsonBody<T>() => new((JsonTypeInfo<T>)contract.Json.GetTypeInfo(typeof(T))!);

    /// <summary>Maps the operation.</summary>
    /// <param name="handler">The controller's method; described to the framework's OpenAPI document.</param>
    /// <param name="responses">The responses that the handler decides.</param>
    /// <param name="invoke">Runs the handler for a request that meets the contract.</param>
    public void Map<TResult>(MethodInfo handler, IReadOnlyList<IProducesResponseTypeMetadata> responses, Func<ContractRequest, Task<TResult>> invoke)
        where TResult : ContractResult
    {
        var pipeline = new OperationPipeline(operation, contract.Contract, contract.Options, async request => await invoke(request));
        contract.Map(operation, handler, [.. responses, .. pipeline.OwnResponses(responses)], pipeline.InvokeAsync);
    }
}
