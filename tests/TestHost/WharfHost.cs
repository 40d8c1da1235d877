using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Wharf.TestHost;

/// <summary>
/// The whole server on a real Kestrel at a random loopback port, with a database and a data folder of its own: what a test of HTTP talks to.
/// Runs in the environment <c>Testing</c>: responses are checked against the contract, and there is no sample data.
/// </summary>
public class WharfHost : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("wharf-host-").FullName;
    TestDatabase? database;
    Factory? factory;

    /// <summary>Talks to the server; follows no redirects and keeps no cookies.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => factory!.Services;

    /// <summary>The server's database.</summary>
    public TestDatabase Database => database ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>Where the server keeps objects.</summary>
    public string DataFolder => folder;

    /// <summary>Settings beyond the defaults, as <c>Wharf:…</c> keys.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>Replaces services, such as the clock.</summary>
    protected virtual void ConfigureServices(IServiceCollection services) { }

    public virtual async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        factory = new Factory(this);
        factory.UseKestrel();
        factory.StartServer();
        var address = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = factory.CreateClient(new WebApplicationFactoryClientOptions
        {
            BaseAddress = new Uri(address),
            AllowAutoRedirect = false,
            HandleCookies = false,
        });
    }

    public virtual async Task DisposeAsync()
    {
        Client.Dispose();
        if (factory is not null) await factory.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    sealed class Factory(WharfHost host) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Testing");
            builder.UseUrls("http://127.0.0.1:0");
            builder.UseSetting("ConnectionStrings:Wharf", host.Database.ConnectionString);
            builder.UseSetting("Wharf:DataDirectory", host.folder);
            foreach (var (key, value) in host.Settings) builder.UseSetting(key, value);
            builder.ConfigureTestServices(host.ConfigureServices);
        }
    }
}
