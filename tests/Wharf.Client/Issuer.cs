using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Wharf.Client.Tests;

/// <summary>Issues tokens a1, a2 … for refresh tokens, admits the newest alone, and takes uploads.</summary>
sealed class Issuer(Func<Task>? beforeExchange = null, bool readRefusedBodies = false)
{
    int generation;
    int refused;

    public ConcurrentQueue<string> Exchanged { get; } = [];

    public int Refused => refused;

    public string? Valid { get; set; }

    public bool Admits(HttpContext http) => http.Request.Headers.Authorization == "Bearer " + Valid;

    public async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/users/refresh") await ExchangeAsync(http);
        else if (!Admits(http))
        {
            Interlocked.Increment(ref refused);
            if (readRefusedBodies) await http.Request.Body.CopyToAsync(Stream.Null);
            await http.Problem(401, "Unauthorized", "The token is stale.");
        }
        else if (http.Request.Path == "/upload_files") await http.Uploaded($"received {await LengthAsync(http)}");
        else await http.Json(Answers.User);
    }

    async Task ExchangeAsync(HttpContext http)
    {
        if (beforeExchange is not null) await beforeExchange();
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        Exchanged.Enqueue(body.RootElement.GetProperty("refresh_token").GetString()!);
        var next = Interlocked.Increment(ref generation);
        Valid = $"a{next}";
        await http.Json(Answers.Tokens(Valid, $"r{next}"));
    }

    public static async Task<long> LengthAsync(HttpContext http)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(http.Request.ContentType).Boundary).Value!;
        var reader = new MultipartReader(boundary, http.Request.Body, 64 * 1024);
        var length = 0L;
        var buffer = new byte[64 * 1024];
        while (await reader.ReadNextSectionAsync() is { } section)
            for (int read; (read = await section.Body.ReadAsync(buffer)) > 0;) length += read;
        return length;
    }
}
