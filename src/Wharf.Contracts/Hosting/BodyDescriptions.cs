using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Hosting;

/// <summary>
/// Tells the framework's OpenAPI document which content types an operation takes. Endpoint metadata would be the usual way
/// (<c>IAcceptsMetadata</c>), but routing acts on it too: it would answer other content types with a bare 415, before security and without a
/// problem.
/// </summary>
sealed class BodyDescriptions : IApiDescriptionProvider
{
    /// <summary>After the framework's own, which describes endpoints at -1100.</summary>
    public int Order => -1000;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
        {
            if (description.ActionDescriptor.EndpointMetadata?.OfType<ContractOperation>().FirstOrDefault()?.Body is not { } body) continue;
            description.SupportedRequestFormats.Clear();
            foreach (var mediaType in body.MediaTypes) description.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = mediaType.Name });
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }
}
