using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Storage;

static class StorageModule
{
    /// <summary>
    /// Registers <see cref="IObjectStorage"/> and <see cref="ServerBucket"/> from the section `Wharf:Storage`. At its start the host
    /// refuses wrong settings by their name, and makes the bucket if it is missing.
    /// </summary>
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>()
            .BindConfiguration(StorageOptions.Section)
            .PostConfigure<IConfiguration>((options, settings) =>
                options.Disk.Root ??= Path.Combine(settings["Wharf:DataDirectory"] ?? "data", "objects"))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidation>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IObjectStorage>(OpenDisk);
        builder.Services.AddSingleton(services => new ServerBucket(BucketName.Parse(Settings(services).Bucket)));
        builder.Services.AddHostedService<StorageStart>();
        return builder;
    }

    static StorageOptions Settings(IServiceProvider services) => services.GetRequiredService<IOptions<StorageOptions>>().Value;

    static DiskStorage OpenDisk(IServiceProvider services)
    {
        var root = Settings(services).Disk.Root!;
        try
        {
            return DiskStorage.Open(root, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<DiskStorage>>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{StorageOptions.Section}:Disk:Root is '{root}', which cannot be used: {e.Message}", e);
        }
    }
}
