using Microsoft.Extensions.Options;

namespace Wharf.Server.Files;

/// <summary>The section `Wharf:Files`.</summary>
sealed class FilesOptions
{
    public const string Section = "Wharf:Files";

    /// <summary>Bytes that the body of an upload may have, all its files and what is between them together. Default 5 GiB.</summary>
    public long MaximumUploadSize { get; set; } = 5L * 1024 * 1024 * 1024;

    /// <summary>How long an upload may take. Default 12 hours.</summary>
    public TimeSpan UploadTimeLimit { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// After which time what a dead writer left behind is removed. Longer than <see cref="UploadTimeLimit"/>. Default 13 hours.
    /// </summary>
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromHours(13);

    /// <summary>How old an object without a row must be to be removed. Default 1 hour.</summary>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the storage is searched for such objects, at least 1 second. Default 6 hours.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(6);
}

sealed class FilesOptionsValidation : IValidateOptions<FilesOptions>
{
    static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    public ValidateOptionsResult Validate(string? name, FilesOptions options)
    {
        var failures = new List<string>();
        Require(options.MaximumUploadSize >= 1, nameof(options.MaximumUploadSize), options.MaximumUploadSize, "at least 1");
        Require(
            options.UploadTimeLimit > TimeSpan.Zero && options.UploadTimeLimit <= LongestTimer,
            nameof(options.UploadTimeLimit), options.UploadTimeLimit, "more than zero and at most 45 days");
        Require(
            options.AbandonedAfter > options.UploadTimeLimit, nameof(options.AbandonedAfter), options.AbandonedAfter,
            $"longer than {nameof(options.UploadTimeLimit)}, {options.UploadTimeLimit}");
        Require(options.OrphanAge >= TimeSpan.Zero, nameof(options.OrphanAge), options.OrphanAge, "not negative");
        Require(
            options.SweepInterval >= TimeSpan.FromSeconds(1), nameof(options.SweepInterval), options.SweepInterval, "at least 1 second");
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        void Require(bool kept, string setting, object value, string rule)
        {
            if (!kept) failures.Add($"{FilesOptions.Section}:{setting} is {value}, but must be {rule}.");
        }
    }
}
