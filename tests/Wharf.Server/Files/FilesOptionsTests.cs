using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class FilesOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new FilesOptionsValidation().Validate(null, new FilesOptions()).Succeeded);

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var options = new FilesOptions
        {
            MaximumUploadSize = 0,
            UploadTimeLimit = TimeSpan.Zero,
            AbandonedAfter = TimeSpan.Zero,
            OrphanAge = TimeSpan.FromSeconds(-1),
            SweepInterval = TimeSpan.Zero,
        };
        var failures = new FilesOptionsValidation().Validate(null, options).Failures!.ToList();
        Assert.Equal(
            ["MaximumUploadSize", "UploadTimeLimit", "AbandonedAfter", "OrphanAge", "SweepInterval"],
                failures.Select(failure => failure.Split(' ')[0].Split(':')[2]));
    }
}
