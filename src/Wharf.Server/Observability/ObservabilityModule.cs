using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Wharf.Server.Observability;

static class ObservabilityModule
{
    /// <summary>
    /// The console writes <see cref="CompactConsole"/> unless `Logging:Console:FormatterName` says otherwise (`json` for machines).
    /// The framework's own request lines are off: they quote whole URLs.
    /// </summary>
    public static IHostApplicationBuilder AddObservability(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddConsole(options =>
            options.FormatterName = builder.Configuration["Logging:Console:FormatterName"] ?? CompactConsole.FormatterName);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, CompactConsole>());
        return builder;
    }

    /// <summary>First in the pipeline, so that every answer carries the header and every request its line.</summary>
    public static IApplicationBuilder UseObservability(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();
}
