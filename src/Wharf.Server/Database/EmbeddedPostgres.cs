using Npgsql;

namespace Wharf.Server.Database;

/// <summary>How a process opens the embedded database.</summary>
enum DatabaseMode
{
    /// <summary>A server: the data directory must be free, and is held until the end.</summary>
    Serve,

    /// <summary>A command-line verb: joins the database of the running server; where none runs, has one of its own for a moment.</summary>
    Join,
}

/// <summary>
/// The PostgreSQL in a data directory, as one process holds or shares it.
/// <para>
/// <c>postgres.lock</c> is held by the process that runs PostgreSQL; the system frees it with that process, so it never goes stale.
/// <c>postgres.json</c> tells the others who that is and how to connect. <c>postgres.users</c> is shared by every verb that joined: a verb
/// that happens to run PostgreSQL takes it alone before it stops, so that it does not pull the database from under another verb.
/// A server does not wait for verbs: it goes down when it is told to.
/// </para>
/// </summary>
sealed class EmbeddedPostgres : IAsyncDisposable
{
    // The longest path of a unix socket is 107 bytes, on macOS 103.
    const int LongestSocketPath = 103;

    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan JoinLimit = TimeSpan.FromMinutes(2);

    readonly DataDirectory directory;
    readonly FileLock hold;
    readonly DatabaseMode mode;
    readonly TimeProvider time;
    readonly PostgresProcess? process;

    EmbeddedPostgres(
        DataDirectory directory, FileLock hold, DatabaseMode mode, TimeProvider time, string connectionString,
        PostgresProcess? process = null)
    {
        (this.directory, this.hold, this.mode, this.time, this.process) = (directory, hold, mode, time, process);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Ends when the PostgreSQL that this process runs has ended; never, where it joined another's.</summary>
    public Task Exited => process?.Exited ?? Task.Delay(Timeout.InfiniteTimeSpan, time);

    public static async Task<EmbeddedPostgres> OpenAsync(
        DatabaseOptions options, DatabaseMode mode, IEnumerable<string> packageFolders, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        var directory = new DataDirectory(options.DataDirectory);
        var started = time.GetTimestamp();
        while (true)
        {
            if (FileLock.TryTake(directory.LockFile) is { } hold)
                return await StartAsync(directory, hold, mode, packageFolders, time, logger, cancellationToken);
            var holder = ConnectionFile.Read(directory.ConnectionFile);
            // No word from the holder: it has only just become that.
            if (mode == DatabaseMode.Serve && holder is { IsServer: true })
                throw new DatabaseException(
                    $"A server (process {holder.Pid}) already runs on the data folder {directory.Path}. Stop it, or set "
                    + "Wharf__DataDirectory to another folder.");
            var joined = mode == DatabaseMode.Join ? await TryJoinAsync(directory, holder, time, cancellationToken) : null;
            if (joined is not null)
                return joined;
            if (time.GetElapsedTime(started) > JoinLimit)
                throw new DatabaseException(
                    $"The data folder {directory.Path} is held by process {holder?.Pid}, whose database does not answer.");
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            using var alone = mode == DatabaseMode.Serve
                ? null
                : await FileLock.TakeAsync(directory.UsersFile, time, CancellationToken.None);
            File.Delete(directory.ConnectionFile);
            await process.DisposeAsync();
        }
        hold.Dispose();
    }

    /// <summary>Null when the holder is still starting, or is gone by now.</summary>
    static async Task<EmbeddedPostgres?> TryJoinAsync(
        DataDirectory directory, ConnectionFile? holder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (holder?.ConnectionString is null || FileLock.TryShare(directory.UsersFile) is not { } share)
            return null;
        try
        {
            var trial = new NpgsqlConnectionStringBuilder(holder.ConnectionString) { Pooling = false };
            await using var connection = new NpgsqlConnection(trial.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return new EmbeddedPostgres(directory, share, DatabaseMode.Join, time, holder.ConnectionString);
        }
        catch (NpgsqlException)
        {
            // The holder left between the reading of its file and the connecting: look again.
            share.Dispose();
            return null;
        }
    }

    static async Task<EmbeddedPostgres> StartAsync(
        DataDirectory directory, FileLock hold, DatabaseMode mode, IEnumerable<string> packageFolders, TimeProvider time, ILogger logger,
        CancellationToken cancellationToken)
    {
        string? temporary = null;
        try
        {
            if (ConnectionFile.Read(directory.ConnectionFile)?.TemporaryFolder is { } abandoned && Directory.Exists(abandoned))
                Directory.Delete(abandoned, recursive: true);
            var told = new ConnectionFile(Environment.ProcessId, mode == DatabaseMode.Serve, ConnectionString: null, TemporaryFolder: null);
            await told.WriteAsync(directory.ConnectionFile, cancellationToken);

            var native = await new PostgresPackage(time, logger).LocateAsync(packageFolders, cancellationToken);
            var binaries = await PostgresBinaries.PrepareAsync(native, cancellationToken);
            var data = new PostgresDataFolder(binaries, directory.DataFolder, durable: true);
            await PostgresLeftover.ClearAsync(binaries, directory.DataFolder, time, logger, cancellationToken);
            var password = await data.OpenAsync(cancellationToken);
            var sockets = await MakeSocketFolderAsync(directory, binaries, cancellationToken);
            temporary = sockets == directory.SocketFolder ? null : sockets;
            directory.RotateLog();
            var process = await PostgresProcess.StartAsync(
                binaries, data, password, sockets, directory.LogFile, removeAfterwards: temporary, time, cancellationToken);
            told = told with { ConnectionString = process.ConnectionString, TemporaryFolder = temporary };
            await told.WriteAsync(directory.ConnectionFile, cancellationToken);
            logger.LogInformation("The embedded PostgreSQL runs in {Folder}", directory.DataFolder);
            return new EmbeddedPostgres(directory, hold, mode, time, process.ConnectionString, process);
        }
        catch
        {
            File.Delete(directory.ConnectionFile);
            // Where it came to a start, the watchdog has done that.
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            hold.Dispose();
            throw;
        }
    }

    /// <summary>In the data directory where that works: short enough, free of the list separator, and open to PostgreSQL's user.</summary>
    static async Task<string> MakeSocketFolderAsync(DataDirectory directory, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var folder = directory.SocketFolder;
        PostgresDataFolder.MakePrivateFolder(folder);
        await binaries.HandOverAsync(folder, cancellationToken);
        var path = Path.Combine(folder, ".s.PGSQL.5432");
        // A crash leaves them, and the process number in the lock may be somebody else's by now.
        File.Delete(path);
        File.Delete(path + ".lock");
        if (System.Text.Encoding.UTF8.GetByteCount(path) <= LongestSocketPath
            && folder.IndexOfAny([',', '"', '\'']) < 0
            && await binaries.CanEnterAsync(folder, cancellationToken))
            return folder;
        var temporary = Directory.CreateTempSubdirectory("wharf-").FullName;
        await binaries.HandOverAsync(temporary, cancellationToken);
        return temporary;
    }
}
