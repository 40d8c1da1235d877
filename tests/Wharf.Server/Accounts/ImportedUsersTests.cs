using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Accounts;

namespace Wharf.Server.Tests.Accounts;

public sealed class ImportedUsersTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    readonly ImportedUsers imported = host.Services.GetRequiredService<ImportedUsers>();

    [Fact]
    public async Task An_imported_user_calls_with_the_token_it_always_had()
    {
        var outcome = await imported.ImportAsync([new("legacy 7", "Grace", "token_7")], default);
        using var me = await host.MeAsync("Token token_7");
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        var user = await me.ReadJsonAsync();
        Assert.Equal(outcome.Users["legacy 7"], user.GetProperty("id").GetGuid());
        Assert.Equal("Grace", user.GetProperty("name").GetString());
        Assert.False(user.TryGetProperty("email", out _));
    }

    [Fact]
    public async Task Importing_again_changes_nothing_but_names()
    {
        var first = await imported.ImportAsync([new("a", "Ada", "token_a"), new("b", null, "token_b")], default);
        var second = await imported.ImportAsync(
            [new("a", "Ada L.", "token_a"), new("b", null, "token_b"), new("b", null, "token_b2")], default);
        Assert.Equal(first.Users, second.Users);
        Assert.Empty(second.RefusedTokens);
        Assert.Equal(first.Users, await imported.FindAsync(["a", "b", "nobody"], default));
        using var me = await host.MeAsync("Token token_b2");
        Assert.Equal(first.Users["b"], (await me.ReadJsonAsync()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_token_stays_with_its_first_owner()
    {
        var outcome = await imported.ImportAsync([new("first", null, "token_shared")], default);
        var second = await imported.ImportAsync([new("second", null, "token_shared")], default);
        Assert.Equal(["second"], second.RefusedTokens);
        using var me = await host.MeAsync("Token token_shared");
        Assert.Equal(outcome.Users["first"], (await me.ReadJsonAsync()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Imports_at_the_same_time_agree()
    {
        var users = Enumerable.Range(0, 50).Select(i => new ImportedUser($"many {i}", $"User {i}", $"many_{i}")).ToList();
        List<ImportedUser> backwards = [.. users.AsEnumerable().Reverse()];
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => imported.ImportAsync(i % 2 == 0 ? users : backwards, default)));
        Assert.All(outcomes, outcome =>
        {
            Assert.Equal(outcomes[0].Users.OrderBy(user => user.Key), outcome.Users.OrderBy(user => user.Key));
            Assert.Empty(outcome.RefusedTokens);
        });
    }

    [Fact]
    public async Task A_revoked_token_does_not_come_back_with_the_next_import()
    {
        await imported.ImportAsync([new("leaver", null, "token_leaver")], default);
        using var list = await host.SendAsync(HttpMethod.Get, "/users/me/tokens", "Token token_leaver");
        var id = (await list.ReadJsonAsync()).GetProperty("items")[0].GetProperty("id").GetString();
        using var revoked = await host.SendAsync(HttpMethod.Delete, $"/users/me/tokens/{id}", "Token token_leaver");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        await imported.ImportAsync([new("leaver", null, "token_leaver")], default);
        using var me = await host.MeAsync("Token token_leaver");
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_refused_before_anything_is_written() =>
        await Assert.ThrowsAsync<ArgumentException>(() => imported.ImportAsync([new("fine", null, null), new("", null, null)], default));
}
