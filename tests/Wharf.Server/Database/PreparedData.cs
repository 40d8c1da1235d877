using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Database;

namespace Wharf.Server.Tests.Database;

/// <summary>A data directory made once and copied: initdb takes a second, a copy a tenth of it.</summary>
public sealed class PreparedData : IAsyncLifetime
{
    readonly string root = Directory.CreateTempSubdirectory("wharf-prepared-").FullName;

    public async Task InitializeAsync()
    {
        var options = new DatabaseOptions { DataDirectory = Path.Combine(root, "data") };
        await using var postgres = await EmbeddedPostgres.OpenAsync(
            options, DatabaseMode.Serve, [AppContext.BaseDirectory], TimeProvider.System, NullLogger.Instance, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Where there is no <c>cp</c>, the test's start makes the folder itself.</summary>
    public async Task CopyToAsync(string data)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(data)!);
        if (OperatingSystem.IsWindows())
            return;
        var copy = await ChildProcess.RunAsync(["cp", "-a", Path.Combine(root, "data"), data], root, CancellationToken.None);
        Assert.Equal(0, copy!.ExitCode);
    }
}
