using Dapper;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Wharf.Server.Database;

static class DatabaseModule
{
    /// <summary>Registers one <see cref="NpgsqlDataSource"/>, usable once the database is open, and the shared keys.</summary>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder)
    {
        // created_at is read into CreatedAt.
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Npgsql calls every finished command an information.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure(options =>
            {
                if (builder.Configuration["Wharf:DataDirectory"] is { Length: > 0 } folder)
                    options.DataDirectory = folder;
                options.ConnectionString = builder.Configuration.GetConnectionString("Wharf");
            });
        builder.Services.AddSingleton<OpenDatabase>();
        builder.Services.AddSingleton(services => services.GetRequiredService<OpenDatabase>().DataSource);
        builder.Services.AddSharedKeys();
        return builder;
    }

    /// <summary>
    /// Starts or joins the database, waits for it and migrates it. Comes before the host starts, because hosted parts use the database.
    /// </summary>
    public static Task OpenDatabaseAsync(this IServiceProvider services, CancellationToken cancellationToken = default) =>
        services.OpenDatabaseAsync(DatabaseMode.Serve, cancellationToken);

    /// <summary>The same for a command-line verb, which joins the database of a running server.</summary>
    public static Task OpenDatabaseAsync(this IServiceProvider services, DatabaseMode mode, CancellationToken cancellationToken) =>
        services.GetRequiredService<OpenDatabase>().OpenAsync(mode, cancellationToken);
}
