using System.Security.Cryptography;

namespace Wharf.Server.Database;

/// <summary>
/// PostgreSQL's programs, and how to run them. PostgreSQL refuses to be root, so a server run by root runs them as an unprivileged
/// user, who may be unable to reach the folders that root can: a checkout below <c>/root</c>, packages installed with a strict umask.
/// The programs are then copied once to a place that everybody can reach; data folders are never moved (see <see cref="DataPath"/>).
/// </summary>
sealed class PostgresBinaries
{
    const string UnprivilegedUser = "65534";

    readonly string native;
    readonly string[] prefix;

    PostgresBinaries(string native, string[] prefix) => (this.native, this.prefix) = (native, prefix);

    public bool DropsPrivileges => prefix.Length > 0;

    public static async Task<PostgresBinaries> PrepareAsync(string native, CancellationToken cancellationToken)
    {
        var prefix = await DropPrivilegesAsync(cancellationToken);
        var inPlace = new PostgresBinaries(native, prefix);
        if (await inPlace.WhyNotRunnableAsync(cancellationToken) is null)
            return inPlace;
        var copied = new PostgresBinaries(await CopyAsync(native, cancellationToken), prefix);
        return await copied.WhyNotRunnableAsync(cancellationToken) is { } problem
            ? throw new DatabaseException(
                $"The embedded PostgreSQL does not run on this machine: {problem}\nSet ConnectionStrings__Wharf to use your own.")
            : copied;
    }

    /// <summary>The command line of one of PostgreSQL's programs.</summary>
    public string[] Command(string program, params IEnumerable<string> arguments) =>
        [.. prefix, ProgramPath(native, program), .. arguments];

    /// <summary>Gives a folder to the user that PostgreSQL runs as.</summary>
    public async Task HandOverAsync(string folder, CancellationToken cancellationToken)
    {
        if (!DropsPrivileges)
            return;
        var result = await ChildProcess.RunAsync(["chown", "-R", $"{UnprivilegedUser}:{UnprivilegedUser}", folder], "/", cancellationToken);
        if (result is not { ExitCode: 0 })
            throw new DatabaseException($"Could not give {folder} to user {UnprivilegedUser}, as whom PostgreSQL runs: {result?.Output}");
    }

    /// <summary>
    /// The name by which PostgreSQL, started in <paramref name="folder"/>, is to call it. A folder below one that its user may not
    /// enter cannot be named by its path; but a process is in its working directory by right of being there, and
    /// <c>/proc/self/cwd</c> names that without a look at the parents. PostgreSQL never leaves its data folder.
    /// </summary>
    public async Task<string> DataPath(string folder, CancellationToken cancellationToken) =>
        await CanEnterAsync(folder, cancellationToken) ? folder : "/proc/self/cwd";

    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        !DropsPrivileges
        || await ChildProcess.RunAsync([.. prefix, "sh", "-c", "cd -- \"$1\"", "sh", folder], "/", cancellationToken) is { ExitCode: 0 };

    static string ProgramPath(string native, string program) =>
        Path.Combine(native, "bin", OperatingSystem.IsWindows() ? program + ".exe" : program);

    async Task<string?> WhyNotRunnableAsync(CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(Command("postgres", "--version"), Path.GetTempPath(), cancellationToken);
        return result is { ExitCode: 0 } ? null : result?.Output ?? "it could not be started";
    }

    static async Task<string[]> DropPrivilegesAsync(CancellationToken cancellationToken)
    {
        // On Windows, pg_ctl drops an administrator's rights by itself.
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return [];
        string[] prefix = ["setpriv", $"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedUser}", "--clear-groups", "--"];
        var trial = await ChildProcess.RunAsync([.. prefix, "true"], "/", cancellationToken);
        return trial is { ExitCode: 0 }
            ? prefix
            : throw new DatabaseException(
                "PostgreSQL refuses to run as root, and `setpriv` (package util-linux), by which the server would start it as an "
                + $"unprivileged user, does not work here: {trial?.Output ?? "not found"}. Run the server as another user, or set "
                + "ConnectionStrings__Wharf.");
    }

    /// <summary>Below /var/lib only root can write: nobody can plant a program there. Elsewhere a fresh folder does the same.</summary>
    static async Task<string> CopyAsync(string native, CancellationToken cancellationToken)
    {
        await using var program = File.OpenRead(ProgramPath(native, "postgres"));
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(program, cancellationToken));
        var shared = Environment.IsPrivilegedProcess ? "/var/lib/wharf" : Path.Combine(AppContext.BaseDirectory, "postgres-copy");
        string parent;
        try
        {
            parent = Directory.CreateDirectory(shared).FullName;
            MakeReadable(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            parent = Directory.CreateTempSubdirectory("wharf-postgres-").FullName;
            MakeReadable(parent);
        }
        var final = Path.Combine(parent, "postgres-" + digest);
        if (Directory.Exists(final))
            return final;
        var staging = Path.Combine(parent, "copy-" + Guid.NewGuid().ToString("n"));
        await Task.Run(() => CopyTree(new DirectoryInfo(native), staging), cancellationToken);
        PostgresPackage.MakeLinks(staging);
        try
        {
            Directory.Move(staging, final);
        }
        catch (IOException) when (Directory.Exists(final))
        {
            // Another process was first with the same bytes.
            Directory.Delete(staging, recursive: true);
        }
        return final;
    }

    static void CopyTree(DirectoryInfo source, string target)
    {
        MakeReadable(Directory.CreateDirectory(target).FullName);
        foreach (var file in source.EnumerateFiles().Where(file => file.LinkTarget is null && file.Extension != ".a"))
            MakeReadable(file.CopyTo(Path.Combine(target, file.Name)).FullName);
        foreach (var folder in source.EnumerateDirectories())
            CopyTree(folder, Path.Combine(target, folder.Name));
    }

    static void MakeReadable(string path)
    {
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, readable);
    }
}
