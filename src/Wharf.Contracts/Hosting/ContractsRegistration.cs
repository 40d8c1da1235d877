using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Wharf.Contracts.Hosting;

/// <summary>Puts contracts into an ASP.NET Core app: <c>AddContracts</c>, <c>UseContracts</c>, and the generated <c>Map…</c> methods.</summary>
public static class ContractsRegistration
{
    /// <summary>Registers the contract runtime.</summary>
    public static IServiceCollection AddContracts(this IServiceCollection services, Action<ContractOptions> configure)
    {
        services.AddOptions<ContractOptions>().Configure(configure);
        services.AddSingleton<ContractCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, BodyDescriptions>());
        return services;
    }

    /// <summary>Turns every failure below into a problem, unmatched paths (404) and methods (405) included. Comes first in the pipeline.</summary>
    public static IApplicationBuilder UseContracts(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();

    /// <summary>The contract of this name, ready for its operations to be mapped. Called by generated code.</summary>
    /// <param name="endpoints">Where the operations go.</param>
    /// <param name="name">The contract's name.</param>
    /// <param name="json">The source-generated JSON of the contract's types.</param>
    public static MappedContract Contract(this IEndpointRouteBuilder endpoints, string name, JsonSerializerContext json) => new(
        endpoints,
        endpoints.ServiceProvider.GetRequiredService<ContractCatalog>().Contract(name),
        json,
        endpoints.ServiceProvider.GetRequiredService<IOptions<ContractOptions>>().Value);
}
