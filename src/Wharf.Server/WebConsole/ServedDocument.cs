using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Wharf.Contracts.Documents;

namespace Wharf.Server.WebConsole;

/// <summary>The framework's document of one contract's endpoints: made from what is mapped, not from the contract.</summary>
static class ServedDocument
{
    public static void Configure(OpenApiOptions options, string contract)
    {
        options.ShouldInclude = description => Operation(description) is { } operation
            // HEAD comes with every GET and is not an operation of its own.
            && operation.Contract == contract && operation.Method == description.HttpMethod;
    }

    static ContractOperation? Operation(ApiDescription description) => description.ActionDescriptor.EndpointMetadata.OfType<ContractOperation>().FirstOrDefault();
}
