using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Database;

namespace Wharf.Server.Tests.Database;

public sealed class PostgresPackageTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("wharf-package-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Links_are_made_once_by_any_number_of_processes()
    {
        if (OperatingSystem.IsWindows())
            return;
        // The package calls it `native`; a copy has another name.
        var native = Path.Combine(root, "copy");
        Directory.CreateDirectory(Path.Combine(native, "lib"));
        await File.WriteAllTextAsync(Path.Combine(native, "lib", "libpq.so.5.18"), "library");
        await File.WriteAllTextAsync(
            Path.Combine(native, "pg-symlinks.json"),
            """
            [
              {"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so"},
              {"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}
            ]
            """);

        Parallel.For(0, 32, _ => PostgresPackage.MakeLinks(native));

        Assert.Equal("libpq.so.5.18", new FileInfo(Path.Combine(native, "lib", "libpq.so")).LinkTarget);
        Assert.Equal("library", await File.ReadAllTextAsync(Path.Combine(native, "lib", "libpq.so.5")));
    }

    [Fact]
    public async Task Without_a_checkout_above_it_the_way_out_is_named()
    {
        var package = new PostgresPackage(TimeProvider.System, NullLogger.Instance);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => package.LocateAsync([root], CancellationToken.None));

        Assert.Contains("Set ConnectionStrings__Wharf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_held_by_one_and_shared_by_many()
    {
        var path = Path.Combine(root, "lock");
        using (FileLock.TryTake(path))
        {
            Assert.Null(FileLock.TryTake(path));
            Assert.Null(FileLock.TryShare(path));
        }
        using var one = FileLock.TryShare(path);
        using var two = FileLock.TryShare(path);
        Assert.NotNull(two);
        Assert.Null(FileLock.TryTake(path));
    }
}
