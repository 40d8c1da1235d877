using System.Globalization;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

/// <summary>Real processes, really killed.</summary>
public sealed class KilledWorkerTests : IAsyncLifetime
{
    TestDatabase test = null!;

    public async Task InitializeAsync() => test = await TestDatabase.CreateAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task Another_worker_takes_up_what_a_killed_one_was_doing()
    {
        await test.DataSource.ExecuteAsync("CREATE TABLE halves (job uuid, half text, PRIMARY KEY (job, half))");
        var id = Guid.CreateVersion7();
        await test.DataSource.ExecuteAsync(
            """
            INSERT INTO jobs (id, kind, payload, priority, max_attempts)
            VALUES (@id, 'host.insert_twice', '{"Rest":"01:00:00"}', 1, 3)
            """,
            new { id });
        await using var victim = HostProcess.Start("work", test.ConnectionString);
        Assert.Equal("running " + id.ToString("D", CultureInfo.InvariantCulture), await victim.ReadAsync("running"));
        await using var heir = HostProcess.Start("work", test.ConnectionString);
        Assert.Equal("ready", await heir.ReadAsync("ready"));

        var died = TimeProvider.System.GetTimestamp();
        await victim.KillAsync();
        var row = await test.DataSource.WaitForAsync(id, "done");

        // Leases of one second: within two of them, plus some slack for a busy machine.
        Assert.InRange(TimeProvider.System.GetElapsedTime(died), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(2, row.Attempt);
        Assert.Equal("first second", await test.DataSource.ReadAsync<string>("SELECT string_agg(half, ' ' ORDER BY half) FROM halves"));
        await heir.StopAsync();
    }
}
