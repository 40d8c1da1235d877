using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Wharf.Server.Database;

/// <summary>
/// A running PostgreSQL whose life is tied to this process.
/// <para>
/// Goal: when the server dies, by <c>kill -9</c> too, PostgreSQL shuts down in order and nothing is left behind. A plain child would
/// outlive it, and Linux' parent-death signal fires when the <em>thread</em> that started the child ends, which in .NET is any time.
/// So the parent of PostgreSQL is a small <c>sh</c> that holds the read end of a pipe whose write end is ours alone: the kernel closes
/// that with our death, sh reads the end of file and sends SIGINT, which PostgreSQL takes as a fast shutdown. Stopping in order is the
/// same thing: we close the pipe.
/// </para>
/// <para>
/// sh runs in a session of its own (<c>setsid</c>, or perl's on macOS), else Ctrl-C in a terminal would stop the database together with
/// the server that still drains its requests. Under systemd use <c>KillMode=mixed</c> for the same reason.
/// On Windows there is no such watchdog: PostgreSQL is a plain child that outlives a killed server until the next start stops it.
/// </para>
/// </summary>
sealed class PostgresProcess : IAsyncDisposable
{
    // $1 the log, $2 a folder to remove afterwards or nothing, then PostgreSQL's command line.
    const string Watchdog = """
        log=$1 remove=$2; shift 2
        trap '' HUP INT TERM
        exec 3<&0 </dev/null >>"$log" 2>&1
        "$@" 3<&- &
        postgres=$!
        ( read -r line <&3; kill -INT "$postgres" ) &
        reader=$!
        exec 3<&-
        wait "$postgres"; status=$?
        kill -KILL "$reader" 2>/dev/null
        if [ -n "$remove" ]; then rm -rf -- "$remove"; fi
        exit "$status"
        """;

    static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(10);
    static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);

    readonly Process process;
    readonly PostgresBinaries binaries;
    readonly PostgresDataFolder data;
    readonly string log;
    readonly TimeProvider time;

    PostgresProcess(
        Process process, PostgresBinaries binaries, PostgresDataFolder data, string connectionString, string log, TimeProvider time)
    {
        (this.process, this.binaries, this.data, this.log, this.time) = (process, binaries, data, log, time);
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Ends when PostgreSQL has ended, asked or not.</summary>
    public Task Exited => process.WaitForExitAsync();

    /// <param name="binaries">What to run, and as whom.</param>
    /// <param name="data">An opened data folder.</param>
    /// <param name="password">The answer of its opening.</param>
    /// <param name="socketFolder">Where the unix socket goes; unused on Windows.</param>
    /// <param name="log">The file that PostgreSQL writes its log to.</param>
    /// <param name="removeAfterwards">A folder that the watchdog deletes when PostgreSQL has ended.</param>
    /// <param name="time">The clock of waiting.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<PostgresProcess> StartAsync(
        PostgresBinaries binaries, PostgresDataFolder data, string password, string socketFolder, string log, string? removeAfterwards,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var windows = OperatingSystem.IsWindows();
        var port = windows ? FreePort() : 5432;
        string[] settings =
        [
            .. windows
                ? WindowsSettings(log)
                : ["listen_addresses=", "unix_socket_directories=" + socketFolder, "unix_socket_permissions=0700"],
            $"port={port}", "max_connections=200", "timezone=UTC", "log_timezone=UTC",
            "lc_messages=C", "log_line_prefix=%m [%p] ", "wal_compression=on",
            .. data.IsDurable ? Array.Empty<string>() : ["fsync=off", "full_page_writes=off", "synchronous_commit=off"],
        ];
        var dataPath = await binaries.DataPath(data.Folder, cancellationToken);
        var command = binaries.Command("postgres", ["-D", dataPath, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        string[] line = windows ? command : [.. NewSession(), "sh", "-c", Watchdog, "sh", log, removeAfterwards ?? "", .. command];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = data.Folder,
            RedirectStandardInput = true,
            CreateNoWindow = true,
        };
        var process = Process.Start(start)!;
        var host = windows ? "127.0.0.1" : socketFolder;
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Port = port,
            Username = PostgresDataFolder.User,
            Password = password,
            Database = PostgresDataFolder.User,
        };
        var postgres = new PostgresProcess(process, binaries, data, connection.ConnectionString, log, time);
        try
        {
            await postgres.WaitUntilReadyAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fast shutdown: open transactions roll back, what was committed is on disk, the next start needs no recovery.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit, time);
        if (OperatingSystem.IsWindows() && !process.HasExited)
            await StopAsync(binaries, data.Folder, limit.Token);
        CloseInput();
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
    }

    /// <summary>Asks whatever PostgreSQL runs in a data folder for a fast shutdown, and does not wait for it.</summary>
    public static async Task StopAsync(PostgresBinaries binaries, string folder, CancellationToken cancellationToken)
    {
        var dataPath = await binaries.DataPath(folder, cancellationToken);
        await ChildProcess.RunAsync(binaries.Command("pg_ctl", "stop", "-D", dataPath, "-m", "fast", "-W"), folder, cancellationToken);
    }

    /// <summary>Stops the watched PostgreSQL from a place that cannot await: the end of the process.</summary>
    public void Stop(TimeSpan limit)
    {
        CloseInput();
        process.WaitForExit(limit);
    }

    void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException) when (process.HasExited)
        {
            // Closing flushes into a pipe that nobody reads any more.
        }
    }

    async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var attempt = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 };
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(attempt.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'wharf')";
                if (await command.ExecuteScalarAsync(cancellationToken) is false)
                {
                    command.CommandText = "CREATE DATABASE wharf";
                    await command.ExecuteNonQueryAsync(cancellationToken);
                }
                return;
            }
            catch (NpgsqlException e) when (e.SqlState is null or PostgresErrorCodes.CannotConnectNow)
            {
                if (process.HasExited)
                    throw new DatabaseException($"The embedded PostgreSQL did not start. The end of its log ({log}):\n{TailOfLog()}", e);
                if (time.GetElapsedTime(started) > ReadyLimit)
                    throw new DatabaseException($"The embedded PostgreSQL is not ready after {ReadyLimit}; see its log, {log}.", e);
            }
            await Task.Delay(ReadyInterval, time, cancellationToken);
        }
    }

    string TailOfLog()
    {
        const int Tail = 2000;
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(Tail, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    static string[] NewSession() =>
        OnPath("setsid") ? ["setsid"]
        : OnPath("perl") ? ["perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV", "--"]
        : [];

    static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    // Without a shell, PostgreSQL itself has to bring its log into the file.
    static string[] WindowsSettings(string log) =>
    [
        "listen_addresses=127.0.0.1", "logging_collector=on", "log_directory=" + Path.GetDirectoryName(log),
        "log_filename=" + Path.GetFileName(log), "log_rotation_age=0", "log_rotation_size=0",
    ];

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
