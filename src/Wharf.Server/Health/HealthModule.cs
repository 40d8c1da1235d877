using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Wharf.Server.Storage;

namespace Wharf.Server.Health;

static class HealthModule
{
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new ServerVersion(
            typeof(HealthModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            services.GetRequiredService<TimeProvider>().GetUtcNow()));
        builder.Services.AddSingleton<HealthChecks>();
        builder.Services.AddSingleton(services => new HealthCheck("database", async cancellationToken =>
        {
            await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken);
        }));
        builder.Services.AddSingleton(services => new HealthCheck("storage", cancellationToken =>
            services.GetRequiredService<IObjectStorage>().List(services.GetRequiredService<ServerBucket>().Name, "", null, 1, cancellationToken)));
    }
}

/// <summary>What runs, and since when.</summary>
sealed record ServerVersion(string Number, DateTimeOffset StartedAt);
