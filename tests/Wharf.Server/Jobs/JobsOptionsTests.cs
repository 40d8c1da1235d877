using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;
using Wharf.Server.Jobs;

namespace Wharf.Server.Tests.Jobs;

public sealed class JobsOptionsTests
{
    [Theory]
    [InlineData("Concurrency", "0")]
    [InlineData("LeaseDuration", "00:00:00.001")]
    [InlineData("PollInterval", "1.00:00:00")]
    [InlineData("DrainLimit", "-00:00:01")]
    [InlineData("DoneRetention", "00:00:00")]
    [InlineData("FailedRetention", "00:00:00")]
    public async Task A_setting_out_of_range_stops_the_start_and_is_named(string setting, string value)
    {
        await using var database = NpgsqlDataSource.Create("Host=127.0.0.1");

        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => JobNode.StartAsync(database, new Script(), settings: new() { ["Wharf:Jobs:" + setting] = value }));

        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, nameof(Role.All))]
    [InlineData("all", nameof(Role.All))]
    [InlineData("Api", nameof(Role.Api))]
    [InlineData("worker", nameof(Role.Worker))]
    public void Roles_are_read(string? value, string role) =>
        Assert.Equal(role, JobsModule.ReadRole(Configuration(value)).ToString());

    [Fact]
    public void An_unknown_role_is_refused() =>
        Assert.Equal(
            "Wharf:Role is `boss`; it must be all, api or worker.",
            Assert.Throws<InvalidOperationException>(() => JobsModule.ReadRole(Configuration("boss"))).Message);

    static IConfiguration Configuration(string? role) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Wharf:Role"] = role }).Build();
}
