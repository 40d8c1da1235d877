using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Database;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Database;

public sealed class MigratorTests : IAsyncLifetime
{
    const string Harmless = "-- oldest-compatible-code: 1\n";

    static readonly Migration First = Migration.Parse("0001_first.sql", Harmless + "CREATE TABLE first (id integer);\n");
    static readonly Migration Second = Migration.Parse("0002_second.sql", Harmless + "CREATE TABLE second (id integer);\n");
    static readonly Migration Breaking = Migration.Parse("0003_breaking.sql", "-- oldest-compatible-code: 3\nDROP TABLE first;\n");

    TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateEmptyAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Migrations_apply_in_order_once_and_are_recorded()
    {
        await ApplyAsync(Second, First);
        await ApplyAsync(First, Second);

        Assert.Equal([(1, "first", 1), (2, "second", 1)], await RecordsAsync());
    }

    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ApplyAsync(First, Second))));

        Assert.Equal(2, (await RecordsAsync()).Count);
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_and_names_itself()
    {
        var broken = Migration.Parse("0002_broken.sql", "-- oldest-compatible-code: 1\nCREATE TABLE second (id integer);\nSELECT 1 / 0;\n");

        var error = await Assert.ThrowsAsync<DatabaseException>(() => ApplyAsync(First, broken));

        Assert.Equal("Migration 0002_broken failed and was rolled back: division by zero", error.Message);
        Assert.Equal([(1, "first", 1)], await RecordsAsync());
        await ApplyAsync(First, Second);
    }

    [Fact]
    public async Task Older_code_starts_on_a_newer_schema_that_still_works_with_it()
    {
        await ApplyAsync(First, Second);

        await ApplyAsync(First);

        Assert.Equal(2, (await RecordsAsync()).Count);
    }

    [Fact]
    public async Task Older_code_is_refused_by_a_newer_schema_that_does_not_work_with_it()
    {
        await ApplyAsync(First, Second, Breaking);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => ApplyAsync(First, Second));

        Assert.Equal(
            "The database is too new for this server: migration 0003_breaking works with servers from schema 3 on, and this one has "
            + "schema 2. Start a newer server.",
            error.Message);
    }

    [Fact]
    public async Task A_break_is_remembered_behind_later_harmless_migrations()
    {
        var harmless = Migration.Parse("0004_harmless.sql", "-- oldest-compatible-code: 1\nCREATE TABLE fourth (id integer);\n");
        await ApplyAsync(First, Second, Breaking, harmless);

        await Assert.ThrowsAsync<DatabaseException>(() => ApplyAsync(First, Second));
    }

    [Fact]
    public async Task A_changed_old_migration_is_refused()
    {
        await ApplyAsync(First);
        var changed = Migration.Parse("0001_first.sql", "-- oldest-compatible-code: 1\nCREATE TABLE first (id bigint);\n");

        var error = await Assert.ThrowsAsync<DatabaseException>(() => ApplyAsync(changed));

        Assert.Contains("An applied migration never changes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_comes_late_is_refused()
    {
        await ApplyAsync(First, Breaking);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => ApplyAsync(First, Second, Breaking));

        Assert.Contains("0002_second is not applied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_endings_do_not_change_a_migration() =>
        Assert.Equal(First.Sha256, Migration.Parse("0001_first.sql", First.Sql.ReplaceLineEndings("\r\n")).Sha256);

    [Theory]
    [InlineData("1_first.sql", "-- oldest-compatible-code: 1\n")]
    [InlineData("0001_First.sql", "-- oldest-compatible-code: 1\n")]
    [InlineData("0001_first.sql", "CREATE TABLE first (id integer);")]
    [InlineData("0001_first.sql", "-- oldest-compatible-code: 2\n")]
    public void A_malformed_migration_is_refused(string fileName, string sql) =>
        Assert.Throws<FormatException>(() => Migration.Parse(fileName, sql));

    [Fact]
    public void Two_migrations_with_one_number_are_refused() =>
        Assert.Throws<FormatException>(() => new MigrationSet([First, Migration.Parse("0001_other.sql", Harmless)]));

    [Fact]
    public void The_migrations_of_the_server_are_well_formed() => Assert.True(MigrationSet.OfThisCode.Newest >= 1);

    Task ApplyAsync(params Migration[] migrations) =>
        new Migrator(database.DataSource, new MigrationSet(migrations), NullLogger.Instance).ApplyAsync(CancellationToken.None);

    async Task<List<(int Number, string Name, int Oldest)>> RecordsAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<(int, string, int)>(
            "SELECT number, name, oldest_compatible_code FROM schema_migrations ORDER BY number")).ToList();
    }
}
