using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

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
    }
}

/// <summary>What runs, and since when.</summary>
sealed record ServerVersion(string Number, DateTimeOffset StartedAt);
