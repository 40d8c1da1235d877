using System.Diagnostics;
using Dapper;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Accounts;

/// <summary>The built server as an operator calls it.</summary>
public sealed class UsersCommandTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_new_administrator_takes_the_password_from_the_pipe()
    {
        var (code, output) = await RunAsync(["create-admin", "Root@Example.com", "--name", "Root"], "correct horse battery staple\n");
        Assert.Equal((0, true), (code, output.Contains("Root@Example.com is an administrator.", StringComparison.Ordinal)));
        Assert.Equal(("Root@Example.com", "Root", "admin,user"), await FindAsync("root@example.com"));
        Assert.DoesNotContain("correct horse", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_administrator_takes_the_password_from_a_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "correct horse battery staple\r\nsomething else");
        var (code, _) = await RunAsync(["create-admin", "file@example.com", "--password-file", file], "");
        File.Delete(file);
        Assert.Equal(0, code);
        Assert.Equal(("file@example.com", null, "admin,user"), await FindAsync("file@example.com"));
    }

    [Fact]
    public async Task Who_exists_is_promoted_and_keeps_the_password_however_often_it_is_said()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO users (id, email, email_key, password_hash, created_at)
            VALUES (gen_random_uuid(), 'Ada@example.com', 'ada@example.com', 'hash', now())
            """);
        foreach (var _ in (int[])[1, 2])
        {
            var (code, output) = await RunAsync(["create-admin", "ADA@example.com"], "");
            Assert.Equal((0, true), (code, output.Contains("is the one it was", StringComparison.Ordinal)));
        }
        Assert.Equal(("Ada@example.com", null, "admin,user"), await FindAsync("ada@example.com"));
        Assert.Equal(
            "hash", await connection.QuerySingleAsync<string>("SELECT password_hash FROM users WHERE email_key = 'ada@example.com'"));
    }

    [Theory]
    [InlineData("not an address", "correct horse battery staple", "email: ")]
    [InlineData("short@example.com", "short", "password: ")]
    [InlineData("none@example.com", "", "password: ")]
    public async Task What_the_contract_refuses_is_refused(string email, string password, string complaint)
    {
        var (code, output) = await RunAsync(["create-admin", email], password);
        Assert.Equal(1, code);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Null(await FindAsync(email));
    }

    [Fact]
    public async Task A_password_file_that_cannot_be_read_is_named()
    {
        var (code, output) = await RunAsync(["create-admin", "nofile@example.com", "--password-file", "/nowhere/at/all"], "");
        Assert.Equal(1, code);
        Assert.Contains("/nowhere/at/all", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_works_with_nothing_but_a_data_folder()
    {
        var folder = Directory.CreateTempSubdirectory("wharf-users-").FullName;
        var (code, output) = await RunAsync(["create-admin", "root@example.com"], "correct horse battery staple\n", folder);
        Assert.True(code == 0, output);
        (code, output) = await RunAsync(["create-admin", "root@example.com"], "", folder);
        Assert.True(code == 0, output);
        Assert.Contains("is the one it was", output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    async Task<(string Email, string? Name, string Roles)?> FindAsync(string key)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleOrDefaultAsync<(string, string?, string)?>(
            """
            SELECT email, name, (SELECT string_agg(role, ',' ORDER BY role) FROM unnest(roles) AS role)
            FROM users
            WHERE email_key = @key
            """,
            new { key });
    }

    async Task<(int Code, string Output)> RunAsync(string[] arguments, string input, string? dataFolder = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "users", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (dataFolder is null) start.Environment["ConnectionStrings__Wharf"] = database.ConnectionString;
        else start.Environment["Wharf__DataDirectory"] = dataFolder;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
