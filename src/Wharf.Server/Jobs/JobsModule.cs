using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Jobs;

static class JobsModule
{
    /// <summary>Registers the queue, and the worker where <c>Wharf:Role</c> is <c>all</c> (the default) or <c>worker</c>.</summary>
    public static IHostApplicationBuilder AddJobs(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<JobsOptions>().BindConfiguration("Wharf:Jobs").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<JobKinds>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<JobNotifier>());
        services.AddSingleton<JobQueue>();
        if (ReadRole(builder.Configuration) == Role.Api)
            return builder;
        services.AddSingleton<JobLedger>();
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobListener>();
        services.AddSingleton<JobHousekeeping>();
        services.AddHostedService<JobWorker>();
        // The host's patience covers the worker's, with room for the giving back.
        services.AddOptions<HostOptions>().Configure<IOptions<JobsOptions>>((host, jobs) =>
        {
            var needed = jobs.Value.DrainLimit + TimeSpan.FromSeconds(10);
            host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
        });
        return builder;
    }

    /// <summary>Registers a kind of job. Names are <c>module.verb</c>; they are stored, so they stay.</summary>
    public static IServiceCollection AddJob<TJob, TPayload>(
        this IServiceCollection services, string kind, JsonTypeInfo<TPayload> payload, Action<JobKindOptions>? configure = null)
        where TJob : IJob<TPayload>
    {
        var options = new JobKindOptions();
        configure?.Invoke(options);
        options.Validate(kind);
        return services.AddSingleton<JobKind>(new JobKind<TJob, TPayload>(kind, options, payload));
    }

    /// <summary>Registers a job that the cluster enqueues by itself, once every interval, the first time at once.</summary>
    public static IServiceCollection AddRecurringJob<TJob>(
        this IServiceCollection services, string kind, TimeSpan every, Action<JobKindOptions>? configure = null)
        where TJob : IJob<NoPayload>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromSeconds(1));
        return services
            .AddJob<TJob, NoPayload>(kind, NoPayloadJson.Default.NoPayload, configure)
            .AddSingleton(new RecurringJob(kind, every));
    }

    /// <summary>What this process does in the cluster.</summary>
    public static Role ReadRole(IConfiguration configuration)
    {
        var role = configuration["Wharf:Role"];
        return role?.ToUpperInvariant() switch
        {
            null or "" or "ALL" => Role.All,
            "API" => Role.Api,
            "WORKER" => Role.Worker,
            _ => throw new InvalidOperationException($"Wharf:Role is `{role}`; it must be all, api or worker."),
        };
    }
}

[JsonSerializable(typeof(NoPayload))]
sealed partial class NoPayloadJson : JsonSerializerContext;
