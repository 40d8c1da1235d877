using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wharf.Server.Database;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Database;

public sealed class DatabaseModuleTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_connection_string_is_used_and_its_database_migrated()
    {
        await using var empty = await TestDatabase.CreateEmptyAsync();
        using var host = Build(empty.ConnectionString);

        await host.Services.OpenDatabaseAsync();

        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        await using var command = database.CreateCommand("SELECT max(number) FROM schema_migrations");
        Assert.Equal(MigrationSet.OfThisCode.Newest, await command.ExecuteScalarAsync());
        Assert.Equal(50, new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public async Task Settings_in_the_connection_string_stay()
    {
        using var host = Build(test.ConnectionString + ";MaxPoolSize=7");

        await host.Services.OpenDatabaseAsync();

        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        Assert.Equal(7, new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public void The_database_cannot_be_used_before_it_is_open()
    {
        using var host = Build(test.ConnectionString);

        Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<NpgsqlDataSource>);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said_so()
    {
        using var host = Build("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1", limit: TimeSpan.Zero);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => host.Services.OpenDatabaseAsync());

        Assert.StartsWith("The database cannot be reached: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_node_protects_another_reads()
    {
        using var one = Build(test.ConnectionString);
        using var two = Build(test.ConnectionString);
        await one.Services.OpenDatabaseAsync();
        await two.Services.OpenDatabaseAsync();

        var secret = one.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");

        Assert.Equal("secret", two.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret));
    }

    static IHost Build(string connectionString, TimeSpan? limit = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Wharf"] = connectionString });
        builder.AddDatabase();
        if (limit is { } time)
            builder.Services.Configure<DatabaseOptions>(options => options.ConnectLimit = time);
        return builder.Build();
    }
}
