using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Wharf.Benchmarks.Contracts;

/// <summary>What reservations.json says, by hand: a minimal API, source-generated JSON, the same checks, the same authentication.</summary>
static partial class MinimalServer
{
    public static async Task Run(Settings settings)
    {
        settings.End();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        BenchmarkTokens.Add(builder.Services);
        await using var app = builder.Build();
        app.MapPost("/reservations", (Delegate)Reserve);
        await app.RunAsync();
    }

    static async Task<IResult> Reserve(HttpContext http)
    {
        var authentication = await http.AuthenticateAsync(BenchmarkTokens.SchemeName);
        if (!authentication.Succeeded)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem("Credentials are missing, wrong or expired.", statusCode: 401);
        }
        if (http.Request.Headers.Accept is [{ } accept, ..] && accept != "*/*"
            && !accept.Contains("application/json", StringComparison.Ordinal))
            return TypedResults.Problem("This operation answers with application/json.", statusCode: 406);
        if (http.Request.QueryString.HasValue) return TypedResults.Problem("There are no query parameters.", statusCode: 400);
        if (!http.Request.HasJsonContentType()) return TypedResults.Problem("Send application/json.", statusCode: 415);

        HandReservation? body;
        try
        {
            body = await http.Request.ReadFromJsonAsync(HandJson.Default.HandReservation, http.RequestAborted);
        }
        catch (JsonException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: 400);
        }
        if (body is null) return TypedResults.Problem("A body is required.", statusCode: 400);
        if (FindFault(body) is { } fault) return TypedResults.Problem(fault, statusCode: 400);

        http.Response.Headers.Location = $"/reservations/{body.Name}";
        return TypedResults.Json(
            new HandReserved(body.Name, authentication.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!, body.Tier),
            HandJson.Default.HandReserved,
            statusCode: 201);
    }

    static string? FindFault(HandReservation body)
    {
        if (body.Name.Length is < 3 or > 63 || !NamePattern().IsMatch(body.Name))
            return "name must be 3 to 63 letters, digits, dots and hyphens.";
        if (body.Region is not ("eu-west-1" or "eu-central-1" or "us-east-1" or "us-west-2")) return "region is unknown.";
        return body.Tier is < 1 or > 5 ? "tier must be 1 to 5." : null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*[a-z0-9]\\z")]
    private static partial Regex NamePattern();
}

sealed record HandReservation(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("region")] string Region,
    [property: JsonPropertyName("tier")] int Tier);

sealed record HandReserved(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("tier")] int Tier);

[JsonSerializable(typeof(HandReservation))]
[JsonSerializable(typeof(HandReserved))]
[JsonSourceGenerationOptions(
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
sealed partial class HandJson : JsonSerializerContext;
