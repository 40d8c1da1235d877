using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Wharf.Benchmarks;

/// <summary>
/// The least that Kestrel can do with a file: copy the body to one, as it comes, and send one back. No parsing, no hash, no flush (but
/// with `?flush=1`, for a fair look at what durability costs).
/// </summary>
static class BareServer
{
    public static async Task Run(Settings settings)
    {
        settings.End();
        await using var app = Build();
        var path = Path.GetFullPath("uploaded");
        app.MapPost("/file", async (HttpContext context) =>
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            if (context.Request.Query.ContainsKey("flush"))
            {
                file.Flush(flushToDisk: true);
            }
        });
        app.MapGet("/file", () => Results.File(path));
        app.MapDelete("/file", () => File.Delete(path));
        await app.RunAsync();
    }

    /// <summary>Also of the other servers that this program plays.</summary>
    public static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
        return builder.Build();
    }
}
