using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Headers;
using Wharf.Server.Storage;

namespace Wharf.Benchmarks;

/// <summary>The same two endpoints over the object storage, with nothing of Wharf around it: how much of the time is storage's.</summary>
static class StorageServer
{
    static readonly BucketName Bucket = BucketName.Parse("bench");
    static readonly ObjectKey Key = ObjectKey.Parse("users/1/uploaded");

    public static async Task Run(Settings settings)
    {
        settings.End();
        using var storage = DiskStorage.Open("objects", TimeProvider.System, NullLogger<DiskStorage>.Instance);
        await storage.CreateBucket(Bucket, default);
        await using var app = BareServer.Build();
        app.MapPost("/file", async (HttpContext context) =>
        {
            var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(context.Request.ContentType).Boundary).ToString();
            var reader = new MultipartReader(boundary, context.Request.Body, 128 * 1024);
            var section = await reader.ReadNextSectionAsync(context.RequestAborted);
            await storage.Put(Bucket, Key, section!.Body, PutMode.CreateOnly, context.RequestAborted);
        });
        app.MapGet("/file", async (HttpContext context) =>
        {
            await using var found = (GetResult.Found)await storage.Get(Bucket, Key, null, null, context.RequestAborted);
            context.Response.ContentLength = found.Length;
            await found.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        app.MapDelete("/file", () => storage.Delete(Bucket, Key, default));
        await app.RunAsync();
    }
}
