using System.Security.Cryptography;

namespace Wharf.Server.Database;

/// <summary>
/// A PostgreSQL data folder that is either complete or not there: <c>initdb</c> works in a sibling that is renamed when it is whole,
/// so a crash in the middle leaves something that the next start deletes, not something that it trusts.
/// The caller holds the lock of the data directory.
/// </summary>
sealed class PostgresDataFolder(PostgresBinaries binaries, string folder, bool durable)
{
    public const string User = "wharf";

    const string PasswordFile = "wharf.password";

    public string Folder => folder;

    public bool IsDurable => durable;

    /// <summary>Makes the folder when there is none, and answers the password of <see cref="User"/>.</summary>
    public async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        foreach (var unfinished in parent.EnumerateDirectories(Path.GetFileName(folder) + ".initdb-*"))
            unfinished.Delete(recursive: true);
        if (!File.Exists(Path.Combine(folder, "PG_VERSION")))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new DatabaseException(
                    $"{folder} is neither empty nor a PostgreSQL data folder. Move it away, or set Wharf__DataDirectory.");
            await InitializeAsync(cancellationToken);
        }
        await binaries.HandOverAsync(folder, cancellationToken);
        return await File.ReadAllTextAsync(Path.Combine(folder, PasswordFile), cancellationToken);
    }

    async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var staging = $"{folder}.initdb-{Guid.NewGuid():n}";
        // PostgreSQL's user may be unable to read in the data directory, so the password passes through a folder of its own.
        var secrets = Directory.CreateTempSubdirectory("wharf-").FullName;
        try
        {
            MakePrivateFolder(staging);
            var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
            var passwordFile = Path.Combine(secrets, "password");
            await WritePrivateFileAsync(passwordFile, password, cancellationToken);
            await binaries.HandOverAsync(secrets, cancellationToken);
            await binaries.HandOverAsync(staging, cancellationToken);
            // The C locale and PostgreSQL's own C.UTF-8 depend on nothing that is installed here or elsewhere, so data folders can travel.
            string[] arguments =
            [
                "-D", await binaries.DataPath(staging, cancellationToken), "-U", User, "--pwfile=" + passwordFile,
                "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", "--no-instructions",
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var result = await ChildProcess.RunAsync(binaries.Command("initdb", arguments), staging, cancellationToken);
            if (result is not { ExitCode: 0 })
                throw new DatabaseException($"initdb failed in {folder}:\n{result?.Output}");
            await WritePrivateFileAsync(Path.Combine(staging, PasswordFile), password, cancellationToken);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(staging, folder);
        }
        finally
        {
            Directory.Delete(secrets, recursive: true);
        }
    }

    public static void MakePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that its owner alone can read, and that is flushed before it has its name: whole or absent.</summary>
    public static async Task WritePrivateFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(temporary, options))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
