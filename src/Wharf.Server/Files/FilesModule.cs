using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Hosting;
using Wharf.Server.Jobs;

namespace Wharf.Server.Files;

static class FilesModule
{
    static readonly TimeSpan LongestCompression = TimeSpan.FromHours(6);

    /// <summary>Registers the module from the section `Wharf:Files`. Needs the database, the storage, jobs, paging and accounts.</summary>
    public static IHostApplicationBuilder AddFiles(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<FilesOptions>().BindConfiguration(FilesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FilesOptions>, FilesOptionsValidation>();
        services.AddOptions<ContractOptions>().Configure<IOptions<FilesOptions>>(
            (contracts, files) => contracts.LimitBody("uploadFiles", files.Value.MaximumUploadSize));
        services.AddSingleton<FileStore>();
        services.AddSingleton<AnnouncedObjectStore>();
        services.AddSingleton<DiscardObjects>();
        services.AddSingleton<UploadFiles>();
        services.AddSingleton<OpenContent>();
        services.AddJob<CompressFile, CompressFilePayload>(CompressFile.Kind, FileJobsJson.Default.CompressFilePayload, options =>
        {
            // Nobody waits for it, and it takes a processor whole: half of them at most.
            options.Priority = JobPriority.Low;
            options.Concurrency = Math.Max(1, Environment.ProcessorCount / 2);
            options.TimeLimit = LongestCompression;
        });
        services.AddJob<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind, FileJobsJson.Default.DeleteObjectPayload);
        services.AddRecurringJob<SweepObjects>(
            SweepObjects.Kind, SweepInterval(builder.Configuration), options => options.Priority = JobPriority.Low);
        if (builder.Environment.IsDevelopment()) services.AddHostedService<SampleFiles>();
        return builder;
    }

    // Recurring jobs are registered with their interval. A value out of range is refused by its name when the options are validated.
    static TimeSpan SweepInterval(IConfiguration configuration)
    {
        var interval = configuration.GetSection(FilesOptions.Section)
            .GetValue(nameof(FilesOptions.SweepInterval), new FilesOptions().SweepInterval);
        return interval < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : interval;
    }
}

[JsonSerializable(typeof(CompressFilePayload))]
[JsonSerializable(typeof(DeleteObjectPayload))]
sealed partial class FileJobsJson : JsonSerializerContext;
