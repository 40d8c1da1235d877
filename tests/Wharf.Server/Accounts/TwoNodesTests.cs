using System.Net;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Wharf.Server.Accounts;

namespace Wharf.Server.Tests.Accounts;

/// <summary>Two servers on one database. Their clocks stand still, so that what one learns of the other's doing it has heard.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    readonly AccountsHost one = new();
    SecondNode two = null!;

    public async Task InitializeAsync()
    {
        await one.InitializeAsync();
        two = new SecondNode(one.Database.ConnectionString);
        await two.InitializeAsync();
        await UntilAsync(async () => (await ListenersAsync()).Count == 2);
    }

    public async Task DisposeAsync()
    {
        await two.DisposeAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_of_one_node_work_on_the_other()
    {
        var session = await one.NewSessionAsync();
        using var me = await two.MeAsync(session.Bearer);
        Assert.Equal(session.Email, (await me.ReadJsonAsync()).GetProperty("email").GetString());
        using var refreshed = await two.RefreshAsync(session.RefreshToken);
        using var back = await one.MeAsync((await Session.ReadAsync(refreshed)).Bearer);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        using var token = await two.MeAsync($"Token {await MakeTokenAsync(session)}");
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
    }

    [Fact]
    public async Task A_logout_on_one_node_ends_the_access_tokens_on_the_other()
    {
        var session = await one.NewSessionAsync();
        await AssertStatusAsync(HttpStatusCode.OK, two, session.Bearer);
        (await one.LogOutAsync(session.RefreshToken)).Dispose();
        await UntilAsync(async () => await StatusAsync(two, session.Bearer) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_revoked_on_one_node_is_refused_by_the_other()
    {
        var session = await one.NewSessionAsync();
        var token = $"Token {await MakeTokenAsync(session)}";
        await AssertStatusAsync(HttpStatusCode.OK, two, token);
        using var list = await one.SendAsync(HttpMethod.Get, "/users/me/tokens", session.Bearer);
        var id = (await list.ReadJsonAsync()).GetProperty("items")[0].GetProperty("id").GetString();
        (await one.SendAsync(HttpMethod.Delete, $"/users/me/tokens/{id}", session.Bearer)).Dispose();
        await UntilAsync(async () => await StatusAsync(two, token) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_node_that_hears_nothing_finds_out_within_its_bounds()
    {
        var session = await one.NewSessionAsync();
        var token = $"Token {await MakeTokenAsync(session)}";
        await AssertStatusAsync(HttpStatusCode.OK, two, token);
        await AssertStatusAsync(HttpStatusCode.OK, two, session.Bearer);

        await using (var connection = await one.Database.DataSource.OpenConnectionAsync())
        {
            // The nodes listen anew a second later, which does not come as long as their clocks stand still.
            foreach (var pid in await ListenersAsync())
                await connection.ExecuteAsync("SELECT pg_terminate_backend(@pid, 10000)", new { pid });
            await connection.ExecuteAsync("UPDATE api_tokens SET revoked_at = now()");
            await connection.ExecuteAsync("UPDATE sessions SET ended_at = @now, ended_by = 'logout'", new { now = one.Clock.GetUtcNow() });
        }
        await AssertStatusAsync(HttpStatusCode.OK, two, token);
        await AssertStatusAsync(HttpStatusCode.OK, two, session.Bearer);

        two.Clock.Advance(TimeSpan.FromSeconds(30));
        await AssertStatusAsync(HttpStatusCode.Unauthorized, two, token);
        await UntilAsync(async () => await StatusAsync(two, session.Bearer) == HttpStatusCode.Unauthorized);
        await UntilAsync(async () => (await ListenersAsync()).Count > 0);
    }

    [Fact]
    public async Task A_node_that_starts_knows_which_sessions_have_ended()
    {
        var session = await one.NewSessionAsync();
        (await one.LogOutAsync(session.RefreshToken)).Dispose();
        var third = new SecondNode(one.Database.ConnectionString);
        await third.InitializeAsync();
        await AssertStatusAsync(HttpStatusCode.Unauthorized, third, session.Bearer);
        await third.DisposeAsync();
    }

    [Fact]
    public async Task A_promoted_user_is_an_administrator_by_the_next_tokens_and_by_API_tokens_at_once()
    {
        var session = await one.NewSessionAsync();
        var text = await MakeTokenAsync(session);
        await AssertStatusAsync(HttpStatusCode.OK, two, $"Token {text}");
        var cache = two.Services.GetRequiredService<ApiTokenCache>();
        Assert.True(cache.TryFind(SecretHash.Of(text), out _));

        Assert.True(await one.Services.GetRequiredService<UserStore>().PromoteAsync(EmailKey.Of(session.Email), default));
        await UntilAsync(() => Task.FromResult(!cache.TryFind(SecretHash.Of(text), out _)));
        await AssertStatusAsync(HttpStatusCode.OK, two, $"Token {text}");
        Assert.True(cache.TryFind(SecretHash.Of(text), out var holder) && CallerIdentity.Of(holder, "token").IsInRole(Caller.Admin));

        using var refreshed = await two.RefreshAsync(session.RefreshToken);
        Assert.False(Read(session).IsInRole(Caller.Admin));
        Assert.True(Read(await Session.ReadAsync(refreshed)).IsInRole(Caller.Admin));
    }

    ClaimsPrincipal Read(Session session) => two.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>()
        .Get(Caller.BearerScheme).BearerTokenProtector.Unprotect(session.AccessToken)!.Principal;

    async Task<string> MakeTokenAsync(Session session)
    {
        using var created = await one.SendAsync(HttpMethod.Post, "/users/me/tokens", session.Bearer, new { name = "test" });
        return (await created.ReadJsonAsync()).GetProperty("token").GetString()!;
    }

    async Task<IReadOnlyList<int>> ListenersAsync()
    {
        await using var connection = await one.Database.DataSource.OpenConnectionAsync();
        return (await connection.QueryAsync<int>(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN wharf_accounts'")).AsList();
    }

    static async Task<HttpStatusCode> StatusAsync(AccountsHost host, string authorization)
    {
        using var me = await host.MeAsync(authorization);
        return me.StatusCode;
    }

    static async Task AssertStatusAsync(HttpStatusCode status, AccountsHost host, string authorization) =>
        Assert.Equal(status, await StatusAsync(host, authorization));

    static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds()) patience.Token.ThrowIfCancellationRequested();
    }

    sealed class SecondNode(string connectionString) : AccountsHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string>(base.Settings) { ["ConnectionStrings:Wharf"] = connectionString };
    }
}
