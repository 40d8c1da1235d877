using Wharf.TestHost;

namespace Wharf.Server.Tests.Database;

/// <summary>Real processes, really killed.</summary>
public sealed class KilledServerTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("wharf-killed-").FullName;

    string Data => Path.Combine(root, "data");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_killed_server_leaves_no_PostgreSQL_behind()
    {
        await using var server = HostProcess.Start("serve", Data);
        Assert.Equal("ready", await server.ReadAsync("ready", "refused"));

        await server.KillAsync();

        // PostgreSQL deletes its process file as the last thing it does.
        var file = Path.Combine(Data, "postgres", "postmaster.pid");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (File.Exists(file))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }

    [Fact]
    public async Task The_next_server_starts_right_after_the_kill()
    {
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await using var server = HostProcess.Start("serve", Data);
            Assert.Equal("ready", await server.ReadAsync("ready", "refused"));
            await server.KillAsync();
        }

        await using var last = HostProcess.Start("serve", Data);
        Assert.Equal("ready", await last.ReadAsync("ready", "refused"));
        await last.StopAsync();
        Assert.False(File.Exists(Path.Combine(Data, "postgres.json")));
    }

    [Fact]
    public async Task A_second_server_names_the_first_ones_process_and_a_verb_joins_it()
    {
        await using var first = HostProcess.Start("serve", Data);
        Assert.Equal("ready", await first.ReadAsync("ready", "refused"));

        await using var second = HostProcess.Start("serve", Data);
        Assert.StartsWith(
            $"refused: A server (process {first.Id}) already runs on the data folder {Data}.",
            await second.ReadAsync("ready", "refused"),
            StringComparison.Ordinal);
        await using var verb = HostProcess.Start("join", Data);
        Assert.Equal("ready", await verb.ReadAsync("ready", "refused"));

        await verb.StopAsync();
        await first.StopAsync();
    }
}
