using System.Diagnostics;
using System.Globalization;

namespace Wharf.Server.Database;

/// <summary>
/// What an earlier server left running or lying in a data folder when it was killed. Its watchdog (see <see cref="PostgresProcess"/>)
/// is shutting PostgreSQL down at this moment, so the next start waits; if the watchdog was killed too, this sends the signal itself.
/// The caller holds the lock of the data directory, hence no living server owns that process.
/// </summary>
static class PostgresLeftover
{
    // No process has this number anywhere: the largest possible ones are 4 million on Linux and 99,999 on macOS.
    const string NobodysProcess = "2147483647";

    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan WatchdogTime = TimeSpan.FromSeconds(3);
    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(60);

    public static async Task ClearAsync(
        PostgresBinaries binaries, string folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var signalled = false;
        while (FindProcess(folder) is { } pid)
        {
            var waited = time.GetElapsedTime(started);
            if (waited > WatchdogTime && !signalled)
            {
                signalled = true;
                logger.LogWarning("Stopping the PostgreSQL (process {Pid}) that a killed server left in {Folder}", pid, folder);
                await PostgresProcess.StopAsync(binaries, folder, cancellationToken);
            }
            if (waited > ShutdownTime)
                throw new DatabaseException(
                    $"The PostgreSQL (process {pid}) that a killed server left in {folder} does not stop. Stop it by hand.");
            await Task.Delay(PollInterval, time, cancellationToken);
        }
        await DisownReusedNumberAsync(folder, cancellationToken);
    }

    static int? FindProcess(string folder) => ReadPid(folder) is { } pid && IsPostgresOf(pid, folder) ? pid : null;

    static int? ReadPid(string folder)
    {
        try
        {
            var first = File.ReadLines(Path.Combine(folder, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    static bool IsPostgresOf(int pid, string folder)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            if (!process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
                return false;
            // PostgreSQL works in its data folder. Where the system does not tell, the name has to do.
            return !OperatingSystem.IsLinux()
                || new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget is not { } workingDirectory
                || workingDirectory == Path.GetFullPath(folder)
                || workingDirectory == ResolvePath(folder);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    static string ResolvePath(string folder)
    {
        var path = Path.GetPathRoot(Path.GetFullPath(folder))!;
        foreach (var part in Path.GetRelativePath(path, folder).Split(Path.DirectorySeparatorChar))
        {
            path = Path.Combine(path, part);
            path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        return path;
    }

    /// <summary>
    /// After a crash, and in containers nearly always, the number in postmaster.pid belongs to some other process by now, and
    /// PostgreSQL would refuse to start. Deleting the file would also drop its other safeguard, the shared memory that an orphaned
    /// backend may still use; so only the number is replaced.
    /// </summary>
    static async Task DisownReusedNumberAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "postmaster.pid");
        if (!File.Exists(path))
            return;
        if (ReadPid(folder) is null)
        {
            // Empty or torn: written at the moment of a crash, when nothing ran on the data yet.
            File.Delete(path);
            return;
        }
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        lines[0] = NobodysProcess;
        // In place, so that owner and mode stay what PostgreSQL wants.
        await using var stream = new FileStream(path, FileMode.Truncate, FileAccess.Write);
        await using var writer = new StreamWriter(stream) { NewLine = "\n" };
        foreach (var line in lines)
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
    }
}
