using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

public sealed class StorageModuleTests : IDisposable
{
    readonly DirectoryInfo data = Directory.CreateTempSubdirectory("wharf-data-");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task Defaults_keep_objects_in_the_data_directory_in_a_bucket_that_is_made()
    {
        using var host = Host();

        await host.StartAsync();

        var bucket = host.Services.GetRequiredService<ServerBucket>().Name;
        Assert.Empty((await host.Services.GetRequiredService<IObjectStorage>().List(bucket, "", null, 10, default)).Items);
        Assert.True(Directory.Exists(Path.Combine(data.FullName, "objects", "wharf")));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Wharf:Storage:Provider", "floppy")]
    [InlineData("Wharf:Storage:Bucket", "No Bucket")]
    [InlineData("Wharf:Storage:Disk:Root", " ")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value)
    {
        using var host = Host((setting, value));

        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(setting, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_cannot_be_used_stops_the_start_and_names_the_setting()
    {
        var file = Path.Combine(data.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        using var host = Host(("Wharf:Storage:Disk:Root", Path.Combine(file, "objects")));

        var thrown = await Assert.ThrowsAsync<StorageException>(() => host.StartAsync());

        Assert.StartsWith("Wharf:Storage:Disk:Root", thrown.Message, StringComparison.Ordinal);
    }

    IHost Host(params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Wharf:DataDirectory"] = data.FullName;
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }
        builder.AddStorage();
        return builder.Build();
    }
}
