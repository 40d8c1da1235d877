using Microsoft.Extensions.Options;

namespace Wharf.Server.Storage;

/// <summary>The section `Wharf:Storage`.</summary>
sealed class StorageOptions
{
    public const string Section = "Wharf:Storage";

    /// <summary>Where objects are kept. Default `disk`, which is the only one so far.</summary>
    public string Provider { get; set; } = "disk";

    /// <summary>The bucket of the server's own objects. Default `wharf`.</summary>
    public string Bucket { get; set; } = "wharf";

    public DiskOptions Disk { get; set; } = new();

    internal sealed class DiskOptions
    {
        /// <summary>A directory that belongs to the server. Default `objects` in `Wharf:DataDirectory`.</summary>
        public string? Root { get; set; }
    }
}

sealed class StorageOptionsValidation : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var failures = new List<string>();
        if (options.Provider != "disk")
        {
            failures.Add($"{StorageOptions.Section}:Provider is '{options.Provider}', but must be 'disk'.");
        }
        if (!BucketName.TryParse(options.Bucket, out _))
        {
            failures.Add($"{StorageOptions.Section}:Bucket is '{options.Bucket}', but must be {BucketName.Rule}.");
        }
        if (string.IsNullOrWhiteSpace(options.Disk.Root))
        {
            failures.Add($"{StorageOptions.Section}:Disk:Root must name a directory.");
        }
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}
