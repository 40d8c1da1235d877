using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wharf.Server.Database;

namespace Wharf.Server.Tests.Database;

public sealed class DeadPostgresTests(PreparedData prepared) : IClassFixture<PreparedData>, IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("wharf-dead-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_server_whose_PostgreSQL_dies_stops()
    {
        var data = Path.Combine(root, "data");
        await prepared.CopyToAsync(data);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Wharf:DataDirectory"] = data });
        builder.AddDatabase();
        using var host = builder.Build();
        await host.Services.OpenDatabaseAsync();
        await host.StartAsync();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        var pid = File.ReadLines(Path.Combine(data, "postgres", "postmaster.pid")).First();
        using (var postgres = System.Diagnostics.Process.GetProcessById(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)))
            postgres.Kill();

        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await host.StopAsync();
    }
}
