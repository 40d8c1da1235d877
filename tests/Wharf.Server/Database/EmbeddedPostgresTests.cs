using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wharf.Server.Database;

namespace Wharf.Server.Tests.Database;

public sealed class EmbeddedPostgresTests(PreparedData prepared) : IClassFixture<PreparedData>, IAsyncLifetime
{
    readonly string root = Directory.CreateTempSubdirectory("wharf-embedded-").FullName;

    string Data => Path.Combine(root, "data");

    public Task InitializeAsync()
    {
        // Like most places that data is kept in; the temporary folder itself is closed to others.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.OtherExecute);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        await using (var first = await OpenAsync(Data))
            await ExecuteAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");

        await using var second = await OpenAsync(Data);

        Assert.Equal(42, await ExecuteAsync(second, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task A_password_is_asked_for_and_nothing_listens_on_the_network()
    {
        await prepared.CopyToAsync(Data);
        await using var postgres = await OpenAsync(Data);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guessed", Pooling = false };

        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var error = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
        if (!OperatingSystem.IsWindows())
            Assert.Equal("", await ExecuteAsync(postgres, "SHOW listen_addresses"));
        Assert.Equal("on", await ExecuteAsync(postgres, "SHOW fsync"));
        Assert.Equal(
            0L, await ExecuteAsync(postgres, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"));
    }

    [Fact]
    public async Task A_second_server_is_refused_with_folder_and_process()
    {
        await prepared.CopyToAsync(Data);
        await using var first = await OpenAsync(Data);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => OpenAsync(Data));

        Assert.Equal(
            $"A server (process {Environment.ProcessId}) already runs on the data folder {Data}. Stop it, or set Wharf__DataDirectory to "
            + "another folder.",
            error.Message);
    }

    [Fact]
    public async Task A_verb_joins_the_database_of_the_running_server()
    {
        await prepared.CopyToAsync(Data);
        await using var server = await OpenAsync(Data);
        await ExecuteAsync(server, "CREATE TABLE seen AS SELECT 7 AS number");

        await using (var verb = await OpenAsync(Data, DatabaseMode.Join))
            Assert.Equal(7, await ExecuteAsync(verb, "SELECT number FROM seen"));

        Assert.Equal(7, await ExecuteAsync(server, "SELECT number FROM seen"));
    }

    [Fact]
    public async Task A_verb_that_brought_its_own_database_waits_for_verbs_that_joined_it()
    {
        await prepared.CopyToAsync(Data);
        var first = await OpenAsync(Data, DatabaseMode.Join);
        var second = await OpenAsync(Data, DatabaseMode.Join);

        var stopping = first.DisposeAsync().AsTask();
        Assert.Equal(1, await ExecuteAsync(second, "SELECT 1"));
        Assert.False(stopping.IsCompleted);

        await second.DisposeAsync();
        await stopping;
        await using var server = await OpenAsync(Data);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_is_started_over()
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(Data, "postgres.initdb-1"));
        await File.WriteAllTextAsync(Path.Combine(unfinished.FullName, "PG_VERSION"), "18");

        await using var postgres = await OpenAsync(Data);

        Assert.False(unfinished.Exists && Directory.Exists(unfinished.FullName));
    }

    [Fact]
    public async Task A_process_number_that_belongs_to_somebody_else_by_now_does_not_block_a_start()
    {
        await prepared.CopyToAsync(Data);
        var stale = $"{Environment.ProcessId}\n{Data}/postgres\n1700000000\n5432\n{Data}/socket\n\n     1234         0\nready   \n";
        await File.WriteAllTextAsync(Path.Combine(Data, "postgres", "postmaster.pid"), stale);
        await File.WriteAllTextAsync(Path.Combine(Data, "socket", ".s.PGSQL.5432.lock"), stale);

        await using var postgres = await OpenAsync(Data);

        Assert.Equal(1, await ExecuteAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task Files_that_a_crash_left_empty_do_not_block_a_start()
    {
        await prepared.CopyToAsync(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "postgres", "postmaster.pid"), "");
        await File.WriteAllTextAsync(Path.Combine(Data, "postgres.json"), "");

        await using var postgres = await OpenAsync(Data);

        Assert.Equal(1, await ExecuteAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_its_socket_elsewhere_and_leaves_nothing()
    {
        var deep = Path.Combine(root, new string('d', 120), "it's, data");
        await prepared.CopyToAsync(deep);
        string folder;
        await using (var postgres = await OpenAsync(deep))
        {
            folder = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
            Assert.Equal(1, await ExecuteAsync(postgres, "SELECT 1"));
        }

        Assert.False(folder.StartsWith(deep, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_data_directory_that_only_its_owner_may_enter_works()
    {
        // Run by root, PostgreSQL's user cannot reach it by its path.
        var closed = Path.Combine(root, "closed");
        PostgresDataFolder.MakePrivateFolder(closed);

        await using var postgres = await OpenAsync(Path.Combine(closed, "data"));

        Assert.Equal(1, await ExecuteAsync(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(Data, "postgres", "holiday pictures"));

        var error = await Assert.ThrowsAsync<DatabaseException>(() => OpenAsync(Data));

        Assert.Contains("neither empty nor a PostgreSQL data folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_PostgreSQL_refuses_are_shown_from_its_log()
    {
        await prepared.CopyToAsync(Data);
        await File.AppendAllTextAsync(Path.Combine(Data, "postgres", "postgresql.conf"), "\nno_such_setting = 1\n");

        var error = await Assert.ThrowsAsync<DatabaseException>(() => OpenAsync(Data));

        Assert.Contains("no_such_setting", error.Message, StringComparison.Ordinal);
    }

    static Task<EmbeddedPostgres> OpenAsync(string data, DatabaseMode mode = DatabaseMode.Serve) =>
        EmbeddedPostgres.OpenAsync(
            new DatabaseOptions { DataDirectory = data }, mode, [AppContext.BaseDirectory], TimeProvider.System, NullLogger.Instance,
            CancellationToken.None);

    static async Task<object?> ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return await connection.ExecuteScalarAsync(sql);
    }
}
