using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Hosting;
using Wharf.Contracts.Responses;

namespace Wharf.Contracts.Tests.Hosting;

/// <summary>An app that is not Wharf and serves <see cref="EchoContract"/> on a real Kestrel: its handlers say what they were given.</summary>
public sealed class EchoApp : IAsyncLifetime
{
    WebApplication? app;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient();
        builder.Services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, NamedCaller>("bearer", null)
            .AddScheme<AuthenticationSchemeOptions, NamedCaller>("key", null);
        builder.Services.AddContracts(options =>
        {
            options.Source = _ => Encoding.UTF8.GetBytes(EchoContract.Json);
            options.CheckOneResponseIn = 1;
            options.NameBrokenResponses = true;
            options.MaximumBodySize = 10_000;
        });
        app = builder.Build();
        app.UseContracts();
        app.UseRouting();
        Map(app.Contract("echo", EchoJson.Default));
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        Client.BaseAddress = Address;
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app!.DisposeAsync();
    }

    static void Map(MappedContract contract)
    {
        var handler = typeof(EchoApp).GetMethod(nameof(Handle), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
        {
            var operation = contract.Operation("getItem");
            var id = operation.Parameter<int>("path", "id");
            var limit = operation.Parameter<int>("query", "limit");
            var q = operation.Parameter<string?>("query", "q");
            var tags = operation.Parameter<IReadOnlyList<string>?>("query", "tags");
            var ids = operation.Parameter<IReadOnlyList<int>?>("query", "ids");
            var color = operation.Parameter<Color?>("query", "color");
            var flag = operation.Parameter<bool?>("query", "flag");
            var since = operation.Parameter<DateTimeOffset?>("query", "since");
            var depth = operation.Parameter<int?>("header", "X-Depth");
            var session = operation.Parameter<string?>("cookie", "session");
            operation.Map(handler, [], request => Task.FromResult(EchoResult.Ok(string.Join('|',
                id.Read(request), limit.Read(request), q.Read(request), string.Join('+', tags.Read(request) ?? []), string.Join('+', ids.Read(request) ?? []),
                color.Read(request), flag.Read(request), since.Read(request) is { } time ? Rfc3339.Format(time) : null, depth.Read(request), session.Read(request)))));
        }
        {
            var operation = contract.Operation("createItem");
            var body = operation.JsonBody<Item>();
            operation.Map(handler, [], request => body.Read(request) is { Name: not "bug" } item
                ? Task.FromResult(EchoResult.Created(item.ToString()))
                : throw new InvalidOperationException("the handler has a bug"));
        }
        {
            var operation = contract.Operation("submitForm");
            var body = operation.JsonBody<Item>();
            operation.Map(handler, [], request => Task.FromResult(EchoResult.Ok(body.Read(request).ToString())));
        }
        contract.Operation("upload").Map(handler, [], async request =>
        {
            var said = new StringBuilder();
            await foreach (var part in request.Multipart.ReadPartsAsync(request.Aborted))
            {
                using var reader = new StreamReader(part.Body);
                said.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part.Name}:{part.FileName}:{part.ContentType}:{part.Text ?? await reader.ReadToEndAsync()};");
            }
            return EchoResult.Ok(said.ToString());
        });
        {
            var operation = contract.Operation("breakContract");
            var how = operation.Parameter<string>("query", "how");
            operation.Map(handler, [], request => Task.FromResult(how.Read(request) switch
            {
                "status" => EchoResult.WithStatus(202),
                "body" => EchoResult.WithBody("""{"said":5}"""),
                "type" => EchoResult.WithText(),
                "header" => EchoResult.WithCount(6),
                _ => throw new InvalidOperationException("the handler has a bug"),
            }));
        }
        contract.Operation("getSecret").Map(handler, [], request => Task.FromResult(EchoResult.Ok(request.Caller.Identity!.Name!)));
        contract.Complete();
    }

    static void Handle() { }

    // `Bearer alice` and `Token alice` are alice; `admin` has the role; `broken` is a credential that fails.
    sealed class NamedCaller(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var words = Request.Headers.Authorization.ToString().Split(' ');
            if (words.Length != 2 || words[0] != (Scheme.Name == "bearer" ? "Bearer" : "Token")) return Task.FromResult(AuthenticateResult.NoResult());
            if (words[1] == "broken") return Task.FromResult(AuthenticateResult.Fail("broken"));
            var claims = new List<Claim> { new(ClaimTypes.Name, words[1]) };
            if (words[1] == "admin") claims.Add(new Claim(ClaimTypes.Role, "admin"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
        }
    }
}

sealed class EchoResult : ContractResult
{
    EchoResult(int status) : base(status) { }

    public static EchoResult Ok(string said) => WithStatus(200, said);

    public static EchoResult Created(string said)
    {
        var result = WithStatus(201, said);
        result.SetHeader("Location", "/items/1");
        return result;
    }

    public static EchoResult WithStatus(int status, string said = "")
    {
        var result = new EchoResult(status);
        result.SetJson("application/json", new Echo(said), EchoJson.Default);
        return result;
    }

    public static EchoResult WithBody(string json)
    {
        var result = new EchoResult(200);
        result.SetJson("application/json", JsonDocument.Parse(json).RootElement, EchoJson.Default);
        return result;
    }

    public static EchoResult WithCount(int count)
    {
        var result = Ok("");
        result.SetHeader("X-Count", count);
        return result;
    }

    public static EchoResult WithText()
    {
        var result = new EchoResult(200);
        result.SetText("text/plain", "hello");
        return result;
    }
}

sealed record Echo([property: JsonPropertyName("said")] string Said);

sealed record Item
{
    [JsonPropertyName("name")] public required string Name { get; init; }
    [JsonPropertyName("count")] public required int Count { get; init; }
    [JsonPropertyName("at")] public DateTimeOffset? At { get; init; }

    public override string ToString() => $"{Name}|{Count}|{(At is { } at ? Rfc3339.Format(at) : null)}";
}

[JsonConverter(typeof(JsonStringEnumConverter<Color>))]
enum Color
{
    [JsonStringEnumMemberName("red")] Red,
    [JsonStringEnumMemberName("light-green")] LightGreen,
}

[JsonSerializable(typeof(Echo))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Color))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSourceGenerationOptions(Converters = [typeof(Rfc3339), typeof(IntegralInt32), typeof(IntegralInt64)])]
sealed partial class EchoJson : JsonSerializerContext;
