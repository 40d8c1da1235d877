using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Wharf.Client.Tests;

/// <summary>
/// A Kestrel on a loopback port that answers as a test says: for what a Wharf server does not do on demand (fail, answer with another's
/// page, refuse a token at a given moment, wait for the client).
/// </summary>
sealed class ScriptedServer : IAsyncDisposable
{
    readonly WebApplication app;
    readonly List<HttpClient> clients = [];

    ScriptedServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ScriptedServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new ScriptedServer(app);
    }

    /// <summary>A client of the server, with credentials or without.</summary>
    public WharfClient Client(WharfCaller? caller = null) => new(Http(caller));

    /// <summary>An <see cref="HttpClient"/> for the server: the caller's own part of the bargain.</summary>
    public HttpClient Http(WharfCaller? caller = null, string path = "")
    {
        // A slow machine must not make the client send a body that the server is about to refuse.
        HttpMessageHandler chain = new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        if (caller is not null) chain = new WharfAuthentication(caller) { InnerHandler = chain };
        var http = new HttpClient(chain, disposeHandler: true) { BaseAddress = new Uri(Address, path) };
        clients.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await app.DisposeAsync();
    }
}
