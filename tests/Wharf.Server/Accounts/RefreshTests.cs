using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Accounts;

namespace Wharf.Server.Tests.Accounts;

public sealed class RefreshTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    static readonly TimeSpan PastGrace = TimeSpan.FromSeconds(11);

    [Fact]
    public async Task A_refresh_yields_new_tokens_and_uses_the_old_one_up()
    {
        var first = await host.NewSessionAsync();
        var second = await RefreshAsync(first);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        await AssertStatusAsync(HttpStatusCode.OK, second);
        // Access tokens live their time.
        await AssertStatusAsync(HttpStatusCode.OK, first);

        using var again = await host.RefreshAsync(first.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Contains("Bearer", again.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_used_token_that_comes_back_ends_the_whole_family()
    {
        var stolen = await host.NewSessionAsync();
        var other = await host.NewSessionAsync();
        var second = await RefreshAsync(stolen);
        var third = await RefreshAsync(second);
        host.Clock.Advance(PastGrace);
        (await host.RefreshAsync(stolen.RefreshToken)).Dispose();

        foreach (var session in (Session[])[stolen, second, third])
        {
            await AssertStatusAsync(HttpStatusCode.Unauthorized, session);
            using var refresh = await host.RefreshAsync(session.RefreshToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
        }
        await AssertStatusAsync(HttpStatusCode.OK, other);
    }

    [Fact]
    public async Task An_older_token_than_the_last_used_one_ends_the_family_without_grace()
    {
        var first = await host.NewSessionAsync();
        var third = await RefreshAsync(await RefreshAsync(first));
        (await host.RefreshAsync(first.RefreshToken)).Dispose();
        await AssertStatusAsync(HttpStatusCode.Unauthorized, third);
    }

    [Fact]
    public async Task Of_many_refreshes_at_once_one_wins_and_its_tokens_work()
    {
        var session = await host.NewSessionAsync();
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.RefreshAsync(session.RefreshToken)));
        var winner = await Session.ReadAsync(Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Unauthorized));
        await AssertStatusAsync(HttpStatusCode.OK, winner);
        await AssertStatusAsync(HttpStatusCode.OK, await RefreshAsync(winner));
    }

    [Fact]
    public async Task A_session_that_is_not_refreshed_for_thirty_days_is_over()
    {
        var session = await host.NewSessionAsync();
        host.Clock.Advance(TimeSpan.FromDays(29));
        session = await RefreshAsync(session);
        host.Clock.Advance(TimeSpan.FromDays(29));
        session = await RefreshAsync(session);
        host.Clock.Advance(TimeSpan.FromDays(30));
        using var late = await host.RefreshAsync(session.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Logout_ends_the_refresh_token_and_the_access_tokens_at_once()
    {
        var session = await host.NewSessionAsync();
        var second = await RefreshAsync(session);
        using var logout = await host.LogOutAsync(second.RefreshToken);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        await AssertStatusAsync(HttpStatusCode.Unauthorized, session);
        await AssertStatusAsync(HttpStatusCode.Unauthorized, second);
        using var refresh = await host.RefreshAsync(second.RefreshToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
    }

    [Fact]
    public async Task Logging_out_twice_or_of_nothing_is_no_error()
    {
        var session = await host.NewSessionAsync();
        foreach (var token in (string[])[session.RefreshToken, session.RefreshToken, "wr_unknown", "x", RefreshToken.New().Text])
        {
            using var logout = await host.LogOutAsync(token);
            Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        }
    }

    [Fact]
    public async Task A_guessed_token_ends_nobodys_session()
    {
        var session = await host.NewSessionAsync();
        // Its own half of the secret with another family's, and the other way round.
        var strange = RefreshToken.New().Text;
        foreach (var guess in (string[])[strange, strange[..46] + session.RefreshToken[46..], "wr_x", "x"])
        {
            using var response = await host.RefreshAsync(guess);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
        await AssertStatusAsync(HttpStatusCode.OK, await RefreshAsync(session));
    }

    [Fact]
    public async Task The_sweep_deletes_sessions_that_are_over_and_nothing_else()
    {
        var sweep = ActivatorUtilities.CreateInstance<SweepAccounts>(host.Services);
        var (expired, ended) = (await host.NewSessionAsync(), await host.NewSessionAsync());
        host.Clock.Advance(TimeSpan.FromDays(29));
        (await host.LogOutAsync(ended.RefreshToken)).Dispose();
        await sweep.SweepAsync(default);
        host.Clock.Advance(TimeSpan.FromDays(2));
        var live = await host.NewSessionAsync();
        await AssertStatusAsync(HttpStatusCode.Unauthorized, ended);

        await sweep.SweepAsync(default);
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        var left = await Dapper.SqlMapper.QueryAsync<byte[]>(connection, "SELECT family_hash FROM sessions");
        Assert.Contains(left, hash => hash.SequenceEqual(RefreshToken.Parse(live.RefreshToken)!.Value.Family.ToArray()));
        Assert.All((Session[])[expired, ended], session =>
            Assert.DoesNotContain(left, hash => hash.SequenceEqual(RefreshToken.Parse(session.RefreshToken)!.Value.Family.ToArray())));
        await AssertStatusAsync(HttpStatusCode.OK, await RefreshAsync(live));
    }

    async Task<Session> RefreshAsync(Session session)
    {
        using var response = await host.RefreshAsync(session.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await Session.ReadAsync(response);
    }

    async Task AssertStatusAsync(HttpStatusCode status, Session session)
    {
        using var me = await host.MeAsync(session.Bearer);
        Assert.Equal(status, me.StatusCode);
    }
}
