using System.Net;
using Dapper;

namespace Wharf.Server.Tests.Accounts;

public sealed class LoginTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    [Fact]
    public async Task A_login_yields_tokens_that_work_for_fifteen_minutes()
    {
        var session = await host.NewSessionAsync();
        Assert.Equal(900, session.ExpiresIn);
        host.Clock.Advance(TimeSpan.FromSeconds(899));
        using var before = await host.MeAsync(session.Bearer);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await host.MeAsync(session.Bearer);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("invalid_token", after.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_matters_neither_in_the_address_nor_in_the_scheme()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        using var login = await host.LogInAsync(email.ToUpperInvariant());
        using var me = await host.MeAsync($"bEARER {(await Session.ReadAsync(login)).AccessToken}");
        Assert.Equal(email, (await me.ReadJsonAsync()).GetProperty("email").GetString());
    }

    [Fact]
    public async Task Unknown_address_wrong_password_and_no_password_get_the_same_answer_after_the_same_work()
    {
        var (known, withoutPassword) = (AccountsHost.NewEmail(), AccountsHost.NewEmail());
        (await host.RegisterAsync(known)).Dispose();
        (await host.RegisterAsync(withoutPassword)).Dispose();
        await using (var connection = await host.Database.DataSource.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "UPDATE users SET password_hash = NULL WHERE email_key = @withoutPassword", new { withoutPassword });
        }

        var answers = new List<string>();
        foreach (var email in (string[])[AccountsHost.NewEmail(), known, withoutPassword])
        {
            host.Hasher.Checked.Clear();
            using var response = await host.LogInAsync(email, "wrong password");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            var problem = await response.ReadJsonAsync();
            answers.Add($"{problem.GetProperty("title")} {problem.GetProperty("detail")} {response.Headers.WwwAuthenticate}");
            // One check, of a hash of the same cost (the bytes up to the salt tell algorithm and rounds).
            Assert.Equal("AQAAAAIAACcQ", Assert.Single(host.Hasher.Checked)[..12]);
        }
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_password_that_was_hashed_with_fewer_rounds_is_hashed_anew()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        // "correct horse battery staple" with 1,000 rounds.
        var old = new Microsoft.AspNetCore.Identity.PasswordHasher<object>(
            Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 1000 }))
            .HashPassword(email, AccountsHost.Password);
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE users SET password_hash = @old WHERE email_key = @email", new { old, email });

        using var login = await host.LogInAsync(email);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        var renewed = await HashAsync();
        Assert.StartsWith("AQAAAAIAACcQ", renewed, StringComparison.Ordinal);
        using var again = await host.LogInAsync(email);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(renewed, await HashAsync());

        Task<string> HashAsync() =>
            connection.QuerySingleAsync<string>("SELECT password_hash FROM users WHERE email_key = @email", new { email });
    }

    [Fact]
    public async Task The_database_keeps_no_secret()
    {
        var session = await host.NewSessionAsync();
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<string>("SELECT sessions::text FROM sessions UNION ALL SELECT users::text FROM users");
        Assert.All(rows, row =>
        {
            Assert.DoesNotContain(AccountsHost.Password, row, StringComparison.Ordinal);
            Assert.DoesNotContain(session.RefreshToken[3..20], row, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Token ")]
    [InlineData("Token nonsense")]
    [InlineData("Token one, Token two")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("nonsense")]
    public async Task Bad_credentials_are_refused(string authorization)
    {
        using var response = await host.MeAsync(authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task A_request_without_credentials_is_refused()
    {
        using var response = await host.Client.GetAsync("/users/me");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["Bearer", "Token"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }
}
