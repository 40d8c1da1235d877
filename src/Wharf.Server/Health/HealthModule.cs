using System.Reflection;

namespace Wharf.Server.Health;

static class HealthModule
{
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new ServerVersion(
            typeof(HealthModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            services.GetRequiredService<TimeProvider>().GetUtcNow()));
        builder.Services.AddSingleton<HealthChecks>();
    }
}

/// <summary>What runs, and since when.</summary>
sealed record ServerVersion(string Number, DateTimeOffset StartedAt);
