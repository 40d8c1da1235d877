using Dapper;
using Npgsql;
using Xunit;

namespace Wharf.TestHost;

/// <summary>
/// A migrated, empty database for a test class (<c>IClassFixture&lt;TestDatabase&gt;</c>), a collection, or one test
/// (<see cref="CreateAsync"/>). Databases are copies of one template, about 20 ms each, so nobody needs to share or to clean up.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime, IAsyncDisposable
{
    string? name;
    NpgsqlDataSource? dataSource;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource => dataSource ?? throw new InvalidOperationException("The fixture is not initialised.");

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        return database;
    }

    /// <summary>A database without any table, for tests of migrations.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        var database = new TestDatabase();
        await database.MakeAsync("template0");
        return database;
    }

    /// <summary>An outage: everybody is thrown out, and nobody gets in until <see cref="RestoreAsync"/>.</summary>
    public async Task CutOffAsync()
    {
        var admin = await TestPostgres.AdminConnectionString;
        await TestPostgres.ExecuteAsync(
            admin,
            $"""
            ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';
            """);
    }

    public async Task RestoreAsync() =>
        await TestPostgres.ExecuteAsync(await TestPostgres.AdminConnectionString, $"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");

    public async Task InitializeAsync() => await MakeAsync(await TestPostgres.TemplateName);

    public async Task DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await TestPostgres.ExecuteAsync(await TestPostgres.AdminConnectionString, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    async Task MakeAsync(string template)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        name = "wharf_test_" + Guid.NewGuid().ToString("n");
        var admin = await TestPostgres.AdminConnectionString;
        await TestPostgres.ExecuteAsync(admin, $"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        ConnectionString = TestPostgres.Connect(admin, name, pooling: true);
        dataSource = NpgsqlDataSource.Create(ConnectionString);
    }
}
