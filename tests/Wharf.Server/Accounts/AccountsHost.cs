using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Accounts;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Accounts;

/// <summary>A server whose clock the test moves, and which counts how often passwords are checked.</summary>
public class AccountsHost : WharfHost
{
    public const string Password = "correct horse battery staple";

    public ManualTimeProvider Clock { get; } = new();

    internal CountingHasher Hasher { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings =>
        // Everybody here comes from one address, and nobody wants to wait for slow hashes.
        new Dictionary<string, string>
        {
            ["Wharf:Accounts:PasswordIterations"] = "10000",
            ["Wharf:Accounts:FailuresPerAddress"] = "100000",
        };

    /// <summary>An address that nobody has used.</summary>
    public static string NewEmail() => $"user-{Guid.NewGuid():n}@example.com";

    public Task<HttpResponseMessage> RegisterAsync(string email, string password = Password, string? name = null) =>
        Client.PostAsJsonAsync("/users/register", name is null ? (object)new { email, password } : new { email, password, name });

    public Task<HttpResponseMessage> LogInAsync(string email, string password = Password) =>
        Client.PostAsJsonAsync("/users/login", new { email, password });

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        Client.PostAsJsonAsync("/users/refresh", new { refresh_token = refreshToken });

    public Task<HttpResponseMessage> LogOutAsync(string refreshToken) =>
        Client.PostAsJsonAsync("/users/logout", new { refresh_token = refreshToken });

    /// <summary>Registers somebody and logs in.</summary>
    public async Task<Session> NewSessionAsync()
    {
        var email = NewEmail();
        using var registered = await RegisterAsync(email);
        registered.EnsureSuccessStatusCode();
        using var login = await LogInAsync(email);
        login.EnsureSuccessStatusCode();
        return await Session.ReadAsync(login) with { Email = email };
    }

    /// <summary>Sends a request with an <c>Authorization</c> header.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string authorization, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> MeAsync(string authorization) => SendAsync(HttpMethod.Get, "/users/me", authorization);

    /// <summary>Sends a body as it is, as JSON.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(string path, string json, string? authorization = null)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Client.SendAsync(request);
    }

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IPasswordHasher<StoredUser>>(provider =>
        {
            Hasher.Inner = ActivatorUtilities.CreateInstance<PasswordHasher<StoredUser>>(provider);
            return Hasher;
        });
    }
}

/// <summary>What a login yields.</summary>
public sealed record Session(string AccessToken, string RefreshToken, int ExpiresIn)
{
    public string Email { get; init; } = "";

    public string Bearer => $"Bearer {AccessToken}";

    public static async Task<Session> ReadAsync(HttpResponseMessage response)
    {
        var tokens = await response.ReadJsonAsync();
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        return new Session(
            tokens.GetProperty("access_token").GetString()!,
            tokens.GetProperty("refresh_token").GetString()!,
            tokens.GetProperty("expires_in").GetInt32());
    }
}

/// <summary>The framework's hasher, with a record of every check.</summary>
sealed class CountingHasher : IPasswordHasher<StoredUser>
{
    public PasswordHasher<StoredUser> Inner { get; set; } = null!;

    public List<string> Checked { get; } = [];

    public string HashPassword(StoredUser user, string password) => Inner.HashPassword(user, password);

    public PasswordVerificationResult VerifyHashedPassword(StoredUser user, string hashedPassword, string providedPassword)
    {
        lock (Checked) Checked.Add(hashedPassword);
        return Inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}

static class Responses
{
    public static async Task<JsonElement> ReadJsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;
}
