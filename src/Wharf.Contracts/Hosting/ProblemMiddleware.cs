using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Hosting;

/// <summary>
/// The outermost layer: whatever comes up from below and is no response yet becomes a problem. Unmatched paths and methods arrive as a bare
/// 404 or 405; refusals from within a flowing body and Kestrel's own as exceptions; everything else is a bug or broken infrastructure: logged, 500.
/// </summary>
sealed partial class ProblemMiddleware(RequestDelegate next, IOptions<ContractOptions> options, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405, ContentType: null, ContentLength: null })
                await ProblemWriter.WriteAsync(http, http.Response.StatusCode, Unmatched(http));
        }
        catch (RequestRefusedException refusal)
        {
            await Refuse(http, refusal.Status, refusal.Message, refusal.Errors);
        }
        catch (BadHttpRequestException refusal)
        {
            await Refuse(http, refusal.StatusCode, refusal.Message, []);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The caller has hung up: nobody is there to answer, and it is no error.
            LogAborted(http.Request.Method, http.Request.Path);
        }
        catch (Exception exception)
        {
            LogFailure(exception, http.Request.Method, http.Request.Path);
            if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested) http.Abort();
            else
            {
                http.Response.Clear();
                await ProblemWriter.WriteAsync(http, StatusCodes.Status500InternalServerError,
                    exception is ResponseBreaksContractException && options.Value.NameBrokenResponses ? exception.Message : "The server failed. The traceId names the failure in its logs.");
            }
        }
    }

    static Task Refuse(HttpContext http, int status, string detail, IReadOnlyList<ProblemError> errors)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        http.Response.Clear();
        // The rest of a refused body is not worth reading: without this a client might send gigabytes to no avail.
        if (HttpProtocol.IsHttp11(http.Request.Protocol)) http.Response.Headers.Connection = "close";
        return ProblemWriter.WriteAsync(http, status, detail, errors);
    }

    static string Unmatched(HttpContext http) => http.Response.StatusCode == 404
        ? "There is nothing at this path."
        : $"This path does not have the method {http.Request.Method}.";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path}: the caller hung up")]
    partial void LogAborted(string method, PathString path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    partial void LogFailure(Exception exception, string method, PathString path);
}
