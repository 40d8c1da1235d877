using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Wharf.Client.Tests;

/// <summary>Answers as the contracts have them.</summary>
static class Answers
{
    public const string FileId = "0198c5a2-7b1c-7000-8000-000000000010";

    public static string File(string name) =>
        $$"""
        {"id":"{{FileId}}","name":{{JsonSerializer.Serialize(name)}},"content_type":"text/plain","size":1,
         "sha256":"{{new string('0', 64)}}",
         "status":"ready","stored_size":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}
        """;

    public const string User = $$"""{"id":"{{FileId}}","email":"ada@example.com","roles":["user"],"created_at":"2026-01-01T00:00:00Z"}""";

    public static string Tokens(string access, string refresh) =>
        $$"""{"access_token":"{{access}}","token_type":"Bearer","expires_in":900,"refresh_token":"{{refresh}}"}""";

    public static Task Uploaded(this HttpContext http, string name) => http.Json($$"""{"items":[{{File(name)}}]}""", 201);

    public static Task Json(this HttpContext http, string body, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body);
    }

    public static Task Problem(this HttpContext http, int status, string title, string detail)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        var problem = new { type = "about:blank", title, status, detail, traceId = "00-trace" };
        return http.Response.WriteAsync(JsonSerializer.Serialize(problem));
    }
}
