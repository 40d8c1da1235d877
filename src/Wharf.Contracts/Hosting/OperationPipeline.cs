using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Requests;
using Wharf.Contracts.Responses;
using Wharf.Contracts.Security;

namespace Wharf.Contracts.Hosting;

/// <summary>
/// One operation's way from request to response, in this order: security, what the caller accepts, parameters, content type, body, handler,
/// response. Routing has already found the operation, so nothing is looked up by path. All violations of parameters and a JSON body are
/// reported together; a body that flows is judged while the handler reads it. Each step leaves the request to the next or answers it.
/// </summary>
sealed class OperationPipeline
{
    readonly ContractOperation operation;
    readonly ParameterReader parameters;
    readonly SecurityGate security;
    readonly AcceptGate accept;
    readonly ResponseCheck responses;
    readonly long bodyLimit;
    readonly Func<ContractRequest, Task<ContractResult>> handler;
    readonly string takenTypes;
    readonly Dictionary<ContractMediaType, FormReader> forms;

    public OperationPipeline(ContractOperation operation, Contract contract, ContractOptions options, Func<ContractRequest, Task<ContractResult>> handler)
    {
        this.operation = operation;
        this.handler = handler;
        parameters = new ParameterReader(operation);
        security = new SecurityGate(operation, contract.SecuritySchemes);
        accept = new AcceptGate(operation);
        responses = new ResponseCheck(operation, options.CheckOneResponseIn);
        bodyLimit = options.BodyLimit(operation.Id);
        forms = operation.Body?.MediaTypes.Where(mediaType => mediaType.Kind == BodyKind.Form).ToDictionary(mediaType => mediaType, form => new FormReader(form)) ?? [];
        takenTypes = operation.Body is null ? "" : string.Join(", ", operation.Body.MediaTypes.Select(mediaType => mediaType.Name));
    }

    public async Task InvokeAsync(HttpContext http)
    {
        switch (await security.JudgeAsync(http))
        {
            case SecurityOutcome.Unauthenticated:
                await ProblemWriter.WriteAsync(http, StatusCodes.Status401Unauthorized, "Credentials are missing, wrong or expired.");
                return;
            case SecurityOutcome.Forbidden:
                await ProblemWriter.WriteAsync(http, StatusCodes.Status403Forbidden, "The credentials are good, but do not allow this.");
                return;
        }
        if (!accept.Admits(http.Request.Headers.Accept))
        {
            await ProblemWriter.WriteAsync(http, StatusCodes.Status406NotAcceptable, $"This operation answers with {accept.Offered}.");
            return;
        }

        var request = new ContractRequest(http, operation);
        List<ProblemError>? errors = null;
        parameters.Read(http, request.Values, ref errors);
        if (operation.Body is { } body)
        {
            var (mediaType, parsed) = MediaType(http, body);
            if (mediaType is not null) errors = await ReadBodyAsync(request, mediaType, parsed!, errors);
            else if (HasBody(http))
            {
                if (errors is not null) await ProblemWriter.WriteViolationsAsync(http, errors);
                else await RefuseMediaType(http);
                return;
            }
            else if (body.Required) (errors ??= []).Add(new ProblemError("body", null, "", "required", "a body is required"));
        }
        else if (HasBody(http)) (errors ??= []).Add(new ProblemError("body", null, "", "unexpected", "this operation takes no body"));

        if (errors is not null)
        {
            JsonBodyReader.Release(request);
            await ProblemWriter.WriteViolationsAsync(http, errors);
            return;
        }
        ContractResult result;
        try
        {
            result = await handler(request);
        }
        finally
        {
            // Also when the handler fails: a pipe that is still being read costs the caller the connection.
            JsonBodyReader.Release(request);
        }
        await result.WriteAsync(http, responses.IsDue ? responses.Check : null);
    }

    async ValueTask<List<ProblemError>?> ReadBodyAsync(ContractRequest request, ContractMediaType mediaType, MediaTypeHeaderValue contentType, List<ProblemError>? errors)
    {
        if (request.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bodyLimit;
        switch (mediaType.Kind)
        {
            case BodyKind.Json or BodyKind.Form:
                return await JsonBodyReader.ReadAsync(request, mediaType, forms.GetValueOrDefault(mediaType), bodyLimit, errors);
            case BodyKind.Multipart:
                if (request.Http.Request.ContentLength > bodyLimit) throw JsonBodyReader.TooLarge(bodyLimit);
                request.MultipartOrNull = MultipartBody.Open(request.Http, contentType, mediaType, ref errors);
                return errors;
            default:
                if (request.Http.Request.ContentLength > bodyLimit) throw JsonBodyReader.TooLarge(bodyLimit);
                return errors;
        }
    }

    static (ContractMediaType?, MediaTypeHeaderValue?) MediaType(HttpContext http, ContractBody body)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed)) return (null, null);
        foreach (var mediaType in body.MediaTypes)
        {
            if (!mediaType.Matches(parsed.MediaType.AsSpan())) continue;
            // JSON is UTF-8 (RFC 8259, section 8.1).
            var charset = HeaderUtilities.RemoveQuotes(parsed.Charset);
            if (mediaType.Kind is BodyKind.Json or BodyKind.Form && charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) continue;
            return (mediaType, parsed);
        }
        return (null, null);
    }

    static bool HasBody(HttpContext http) =>
        http.Request.ContentLength > 0
        || (http.Request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    Task RefuseMediaType(HttpContext http)
    {
        http.Response.Headers.Accept = takenTypes;
        return ProblemWriter.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType,
            http.Request.ContentType is { } sent ? $"'{sent}' is not taken; send {takenTypes}." : $"Content-Type is missing; send {takenTypes}.");
    }

    /// <summary>What the runtime answers on its own, less what the handler declares: endpoint metadata, so that the served document is whole.</summary>
    public IEnumerable<IProducesResponseTypeMetadata> OwnResponses(IReadOnlyList<IProducesResponseTypeMetadata> decided)
    {
        var statuses = new List<int> { 400, 405, 406, 429, 500, 503 };
        if (operation.Security.Any(requirement => requirement.Schemes.Count > 0)) statuses.AddRange([401, 403]);
        if (operation.Parameters.Any(parameter => parameter.Location == ParameterLocation.Path)) statuses.Add(404);
        if (operation.Body is not null) statuses.AddRange([413, 415]);
        return statuses.Except(decided.Select(response => response.StatusCode)).Order()
            .Select(status => new ContractResponse(status, typeof(Problem), ProblemWriter.ContentType));
    }
}
