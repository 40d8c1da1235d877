using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wharf.Server.Database;

namespace Wharf.TestHost;

/// <summary>
/// The PostgreSQL of a test process: started by the first test that asks, in a folder below the temporary one, with nothing flushed to
/// disk. Its watchdog stops it and removes the folder when the process ends, by <c>kill -9</c> too. <c>WHARF_TEST_POSTGRES</c>, a
/// connection string of a user who may create databases, points to another one.
/// </summary>
static class TestPostgres
{
    static readonly Lazy<Task<string>> Server = new(StartAsync);
    static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    /// <summary>A connection string into the maintenance database.</summary>
    public static Task<string> AdminConnectionString => Server.Value;

    /// <summary>The name of a migrated database that new ones are copied from.</summary>
    public static Task<string> TemplateName => Template.Value;

    static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("WHARF_TEST_POSTGRES") is { Length: > 0 } external)
            return external;
        var package = new PostgresPackage(TimeProvider.System, NullLogger.Instance);
        var native = await package.LocateAsync([AppContext.BaseDirectory], CancellationToken.None);
        var binaries = await PostgresBinaries.PrepareAsync(native, CancellationToken.None);
        // Its own parent is closed to others, so the socket folder in it is too; PostgreSQL's user owns all of it.
        var folder = Directory.CreateTempSubdirectory("wharf-test-").FullName;
        await binaries.HandOverAsync(folder, CancellationToken.None);
        var data = new PostgresDataFolder(binaries, Path.Combine(folder, "postgres"), durable: false);
        var password = await data.OpenAsync(CancellationToken.None);
        var postgres = await PostgresProcess.StartAsync(
            binaries, data, password, folder, Path.Combine(folder, "postgres.log"), removeAfterwards: folder, TimeProvider.System,
            CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => postgres.Stop(TimeSpan.FromSeconds(10));
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres" }.ConnectionString;
    }

    static async Task<string> MakeTemplateAsync()
    {
        var name = "wharf_template_" + Guid.NewGuid().ToString("n");
        var admin = await AdminConnectionString;
        await ExecuteAsync(admin, $"CREATE DATABASE {name}");
        await using (var template = NpgsqlDataSource.Create(Connect(admin, name, pooling: false)))
            await new Migrator(template, MigrationSet.OfThisCode, NullLogger.Instance).ApplyAsync(CancellationToken.None);
        if (Environment.GetEnvironmentVariable("WHARF_TEST_POSTGRES") is { Length: > 0 })
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ExecuteAsync(admin, $"DROP DATABASE {name}").GetAwaiter().GetResult();
        return name;
    }

    public static string Connect(string admin, string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder(admin) { Database = database, Pooling = pooling }.ConnectionString;

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
