using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Accounts;

namespace Wharf.Server.Tests.Accounts;

public sealed class ApiTokenTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    const string Tokens = "/users/me/tokens";

    [Fact]
    public async Task A_token_is_shown_once_and_works_until_it_is_revoked()
    {
        var session = await host.NewSessionAsync();
        using var created = await PostAsync(session, new { name = "build server" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var token = await created.ReadJsonAsync();
        Assert.Equal($"{Tokens}/{token.GetProperty("id").GetString()}", created.Headers.Location?.OriginalString);
        Assert.Equal(JsonValueKind.Null, token.GetProperty("expires_at").ValueKind);
        var text = token.GetProperty("token").GetString()!;
        Assert.Matches("^wt_[A-Za-z0-9_-]{43}$", text);

        foreach (var scheme in (string[])["Token", "token"])
        {
            using var me = await host.MeAsync($"{scheme} {text}");
            Assert.Equal(session.Email, (await me.ReadJsonAsync()).GetProperty("email").GetString());
        }
        using var list = await host.SendAsync(HttpMethod.Get, Tokens, $"Token {text}");
        Assert.DoesNotContain(text, await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var revoked = await host.SendAsync(HttpMethod.Delete, created.Headers.Location!.OriginalString, session.Bearer);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var after = await host.MeAsync($"Token {text}");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        using var again = await host.SendAsync(HttpMethod.Delete, created.Headers.Location!.OriginalString, session.Bearer);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task A_token_is_stored_as_its_hash()
    {
        var session = await host.NewSessionAsync();
        var text = await MakeAsync(session, "hashed");
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        var hash = await connection.QuerySingleAsync<byte[]>("SELECT hash FROM api_tokens WHERE name = 'hashed'");
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)), hash);
    }

    [Fact]
    public async Task A_token_ends_at_its_time()
    {
        var session = await host.NewSessionAsync();
        var expiry = host.Clock.GetUtcNow().AddHours(1);
        using var created = await PostAsync(session, new { name = "short", expires_at = expiry.ToOffset(TimeSpan.FromHours(5)) });
        var token = await created.ReadJsonAsync();
        Assert.Equal(expiry, token.GetProperty("expires_at").GetDateTimeOffset());
        var authorization = $"Token {token.GetProperty("token").GetString()}";
        host.Clock.Advance(TimeSpan.FromMinutes(59));
        using var before = await host.MeAsync(authorization);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        // It is in the cache now, and ends all the same.
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var after = await host.MeAsync(authorization);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("2029-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task A_time_of_expiry_that_has_passed_is_a_conflict(string expiry)
    {
        var session = await host.NewSessionAsync();
        using var response = await PostAsync(session, new { name = "late", expires_at = expiry });
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("2031-06-30T23:59:60Z")]
    [InlineData("2031-01-01t00:00:00.123456789-12:00")]
    public async Task Every_time_that_the_contract_allows_is_kept(string expiry)
    {
        var session = await host.NewSessionAsync();
        using var response = await PostAsync(session, new { name = "far", expires_at = expiry });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var created = await response.ReadJsonAsync();
        using var list = await host.SendAsync(HttpMethod.Get, Tokens, $"Token {created.GetProperty("token").GetString()}");
        var listed = (await list.ReadJsonAsync()).GetProperty("items")[0];
        Assert.Equal(created.GetProperty("expires_at").GetString(), listed.GetProperty("expires_at").GetString());
    }

    [Fact]
    public async Task Tokens_are_listed_newest_first_in_pages_that_link_to_the_next()
    {
        var session = await host.NewSessionAsync();
        foreach (var name in (string[])["1", "2", "3", "4", "5"])
        {
            host.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await MakeAsync(session, name);
        }
        var names = new List<string>();
        for (var path = $"{Tokens}?limit=2"; path is not null;)
        {
            using var response = await host.SendAsync(HttpMethod.Get, path, session.Bearer);
            var page = await response.ReadJsonAsync();
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(token => token.GetProperty("name").GetString()!));
            var cursor = page.GetProperty("next_cursor").GetString();
            path = cursor is null ? null : $"{Tokens}?limit=2&cursor={cursor}";
            var link = response.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            Assert.Equal(path is null ? null : $"<{path}>; rel=\"next\"", link);
        }
        Assert.Equal(["5", "4", "3", "2", "1"], names);
    }

    [Fact]
    public async Task A_cursor_of_somebody_else_or_of_nobody_is_refused()
    {
        var (session, other) = (await host.NewSessionAsync(), await host.NewSessionAsync());
        await MakeAsync(session, "1");
        await MakeAsync(session, "2");
        using var page = await host.SendAsync(HttpMethod.Get, $"{Tokens}?limit=1", session.Bearer);
        var cursor = (await page.ReadJsonAsync()).GetProperty("next_cursor").GetString();
        var attempts = ((string, string?)[])[(other.Bearer, cursor), (session.Bearer, "AAAA"), (session.Bearer, cursor![..^8])];
        foreach (var (authorization, sent) in attempts)
        {
            using var response = await host.SendAsync(HttpMethod.Get, $"{Tokens}?cursor={sent}", authorization);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }
    }

    [Fact]
    public async Task Nobody_revokes_or_sees_the_tokens_of_others()
    {
        var (session, other) = (await host.NewSessionAsync(), await host.NewSessionAsync());
        using var created = await PostAsync(session, new { name = "mine" });
        using var revoked = await host.SendAsync(HttpMethod.Delete, created.Headers.Location!.OriginalString, other.Bearer);
        Assert.Equal(HttpStatusCode.NotFound, revoked.StatusCode);
        using var list = await host.SendAsync(HttpMethod.Get, Tokens, other.Bearer);
        Assert.Equal("""{"items":[],"next_cursor":null}""", await list.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_user_has_at_most_a_hundred_tokens_even_if_they_are_made_at_once()
    {
        var session = await host.NewSessionAsync();
        for (var i = 0; i < 97; i++) await MakeAsync(session, $"{i}");
        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(session, new { name = "more" })));
        Assert.Equal(3, responses.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(3, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));

        var place = responses.First(response => response.IsSuccessStatusCode).Headers.Location!.OriginalString;
        using var one = await host.SendAsync(HttpMethod.Delete, place, session.Bearer);
        Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);
        await MakeAsync(session, "room again");
    }

    [Fact]
    public async Task The_last_use_is_noted_to_the_minute_and_off_the_requests_way()
    {
        var session = await host.NewSessionAsync();
        var text = await MakeAsync(session, "used");
        Assert.Null(await LastUseAsync(session));
        // Into the middle of the next minute.
        var now = host.Clock.GetUtcNow();
        var minute = now.AddTicks(TimeSpan.TicksPerMinute - (now.Ticks % TimeSpan.TicksPerMinute));
        host.Clock.Advance(minute.AddSeconds(42) - now);
        (await host.MeAsync($"Token {text}")).Dispose();
        Assert.Null(await LastUseAsync(session));

        await host.Services.GetRequiredService<ApiTokenUses>().WriteAsync(default);
        Assert.Equal(minute, await LastUseAsync(session));
    }

    [Fact]
    public async Task The_sweep_deletes_revoked_tokens_and_those_expired_for_long()
    {
        var session = await host.NewSessionAsync();
        using var created = await PostAsync(session, new { name = "sweep expired", expires_at = host.Clock.GetUtcNow().AddDays(1) });
        var kept = await MakeAsync(session, "sweep kept");
        using var gone = await PostAsync(session, new { name = "sweep revoked" });
        (await host.SendAsync(HttpMethod.Delete, gone.Headers.Location!.OriginalString, session.Bearer)).Dispose();
        var sweep = ActivatorUtilities.CreateInstance<SweepAccounts>(host.Services);
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        Task<IEnumerable<string>> NamesAsync() =>
            connection.QueryAsync<string>("SELECT name FROM api_tokens WHERE name LIKE 'sweep%' ORDER BY name");

        await sweep.SweepAsync(default);
        Assert.Equal(["sweep expired", "sweep kept"], await NamesAsync());
        host.Clock.Advance(TimeSpan.FromDays(32));
        await sweep.SweepAsync(default);
        Assert.Equal(["sweep kept"], await NamesAsync());
        using var me = await host.MeAsync($"Token {kept}");
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    async Task<DateTimeOffset?> LastUseAsync(Session session)
    {
        using var list = await host.SendAsync(HttpMethod.Get, Tokens, session.Bearer);
        var last = (await list.ReadJsonAsync()).GetProperty("items")[0].GetProperty("last_used_at");
        return last.ValueKind == JsonValueKind.Null ? null : last.GetDateTimeOffset();
    }

    Task<HttpResponseMessage> PostAsync(Session session, object token) => host.SendAsync(HttpMethod.Post, Tokens, session.Bearer, token);

    async Task<string> MakeAsync(Session session, string name)
    {
        using var response = await PostAsync(session, new { name });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.ReadJsonAsync()).GetProperty("token").GetString()!;
    }
}
