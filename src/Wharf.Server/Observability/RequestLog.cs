using Microsoft.AspNetCore.Diagnostics;

namespace Wharf.Server.Observability;

/// <summary>
/// The outermost step: gives the request its correlation id and, when it is over, writes its one line. The line names the route and
/// never the path or the query, since both may carry what opens something (share links, signed URLs).
/// </summary>
sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    /// <summary>As other servers log a client that went away; it is never sent.</summary>
    const int ClientClosedRequest = 499;

    public async Task Invoke(HttpContext context)
    {
        var started = time.GetTimestamp();
        var correlation = CorrelationId.For(context.Request.Headers[CorrelationId.Header]);
        context.Features.Set(correlation);
        // Not set at once: whoever turns an exception into an answer clears the headers first.
        context.Response.OnStarting(
            static state =>
            {
                var answered = (HttpContext)state;
                answered.Response.Headers[CorrelationId.Header] = answered.Features.Get<CorrelationId>()!.Value;
                return Task.CompletedTask;
            },
            context);
        using var scope = logger.BeginScope(correlation);
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            status = context.RequestAborted.IsCancellationRequested ? ClientClosedRequest : status;
            Write(context, status, time.GetElapsedTime(started), correlation);
        }
    }

    void Write(HttpContext context, int status, TimeSpan elapsed, CorrelationId correlation)
    {
        // The exception handler takes the endpoint away before it answers.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        Answered(
            status >= 500 ? LogLevel.Warning : LogLevel.Information,
            context.Request.Method,
            (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)",
            endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "-",
            status,
            elapsed.TotalMilliseconds,
            correlation.Value);
    }

    [LoggerMessage(Message = "{Method} {Route} {Operation} {Status} {Duration:0.0} ms {CorrelationId}")]
    partial void Answered(LogLevel level, string method, string route, string operation, int status, double duration, string correlationId);
}
