using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
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
        options.AddOperationTransformer((document, context, _) =>
        {
            if (Operation(context.Description)?.Body is { } body) TakeBodies(document, body);
            return Task.CompletedTask;
        });
    }

    // The framework learns content types from metadata that would also make routing refuse others, before the runtime can say why. These are the
    // ones that the runtime takes.
    static void TakeBodies(OpenApiOperation document, ContractBody body)
    {
        if (document.RequestBody is not OpenApiRequestBody { Content: { Count: > 0 } content }) return;
        var schema = content.Values.First();
        content.Clear();
        foreach (var mediaType in body.MediaTypes) content[mediaType.Name] = schema;
    }

    static ContractOperation? Operation(ApiDescription description) => description.ActionDescriptor.EndpointMetadata.OfType<ContractOperation>().FirstOrDefault();
}
