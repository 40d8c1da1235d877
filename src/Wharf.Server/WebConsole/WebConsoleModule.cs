using Swashbuckle.AspNetCore.SwaggerUI;
using Wharf.Contracts.Hosting;

namespace Wharf.Server.WebConsole;

/// <summary>
/// The Swagger console at <c>/swagger</c>, the contracts at <c>/openapi/{name}.json</c> and <c>.yaml</c>, and beside them, under
/// <c>/openapi/served/</c>, what the framework finds that the code really serves.
/// </summary>
static class WebConsoleModule
{
    public static void AddWebConsole(this IHostApplicationBuilder builder)
    {
        foreach (var name in ContractNames())
            builder.Services.AddOpenApi(name, options => ServedDocument.Configure(options, name));
        builder.Services.AddSingleton<ContractDocuments>();
    }

    public static void MapWebConsole(this WebApplication app)
    {
        app.MapOpenApi("/openapi/served/{documentName}.json");
        foreach (var format in (string[])["json", "yaml"])
            app.MapGet($"/openapi/{{name}}.{format}", (string name, HttpContext http, ContractDocuments documents) => documents.WriteAsync(http, name, format))
                .ExcludeFromDescription();
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "Wharf";
            foreach (var contract in app.Services.GetRequiredService<ContractCatalog>().Contracts)
                options.SwaggerEndpoint($"/openapi/{contract.Name}.json", contract.Title);
            options.DocExpansion(DocExpansion.List);
            options.DisplayOperationId();
            options.EnableTryItOutByDefault();
        });
    }

    static IEnumerable<string> ContractNames() => typeof(WebConsoleModule).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("contracts/", StringComparison.Ordinal))
        .Select(Path.GetFileNameWithoutExtension).OfType<string>();
}
