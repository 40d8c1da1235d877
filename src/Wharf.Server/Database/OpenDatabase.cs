using Microsoft.Extensions.Options;
using Npgsql;

namespace Wharf.Server.Database;

/// <summary>
/// The database of this process: embedded or external, open or not yet. The container makes it before everything that uses the
/// database and hence disposes of it after all of that: PostgreSQL stops last.
/// </summary>
sealed class OpenDatabase(
    IOptions<DatabaseOptions> options, IHostEnvironment environment, IHostApplicationLifetime lifetime, TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    readonly ILogger logger = loggers.CreateLogger<OpenDatabase>();
    EmbeddedPostgres? embedded;
    NpgsqlDataSource? dataSource;
    volatile bool closing;

    public NpgsqlDataSource DataSource =>
        dataSource
        ?? throw new InvalidOperationException("The database is not open yet: await OpenDatabaseAsync() before the host starts.");

    public async Task OpenAsync(DatabaseMode mode, CancellationToken cancellationToken)
    {
        if (dataSource is not null)
            return;
        var connectionString = options.Value.ConnectionString;
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            string[] packageFolders = [environment.ContentRootPath, AppContext.BaseDirectory, Environment.CurrentDirectory];
            embedded = await EmbeddedPostgres.OpenAsync(options.Value, mode, packageFolders, time, logger, cancellationToken);
            connectionString = embedded.ConnectionString;
            _ = WatchAsync(embedded);
        }
        var opened = BuildDataSource(connectionString);
        try
        {
            await WaitForAsync(opened, cancellationToken);
            await new Migrator(opened, MigrationSet.OfThisCode, logger).ApplyAsync(cancellationToken);
            dataSource = opened;
        }
        finally
        {
            if (dataSource is null)
                await opened.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        closing = true;
        if (dataSource is not null)
            await dataSource.DisposeAsync();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    NpgsqlDataSource BuildDataSource(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // Not ContainsKey, which answers whether Npgsql knows the key.
        HashSet<string> given = [.. settings.Keys];
        if (!given.Contains("Application Name"))
            settings.ApplicationName = "wharf";
        if (!given.Contains("Maximum Pool Size"))
            settings.MaxPoolSize = 50;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggers);
        return builder.Build();
    }

    /// <summary>A database of one's own often starts together with the server (docker compose): wait for it, but not forever.</summary>
    async Task WaitForAsync(NpgsqlDataSource opened, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await opened.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && time.GetElapsedTime(started) < options.Value.ConnectLimit)
            {
                logger.LogInformation("Waiting for the database: {Reason}", e.Message);
            }
            catch (NpgsqlException e)
            {
                throw new DatabaseException($"The database cannot be reached: {e.Message} Check ConnectionStrings__Wharf.", e);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    /// <summary>PostgreSQL survives the death of its backends; when it dies itself, whoever runs the server restarts both.</summary>
    async Task WatchAsync(EmbeddedPostgres postgres)
    {
        await postgres.Exited;
        if (closing)
            return;
        logger.LogCritical("The embedded PostgreSQL ended by itself; the server stops. See postgres.log in the data folder.");
        lifetime.StopApplication();
    }
}
