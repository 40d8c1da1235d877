using System.Net;
using System.Text.Json;

namespace Wharf.Server.Tests.Accounts;

public sealed class RegisterTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    [Fact]
    public async Task A_new_user_is_created_and_says_where()
    {
        var email = AccountsHost.NewEmail();
        using var response = await host.RegisterAsync(email, name: "Ada");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/users/me", response.Headers.Location?.OriginalString);
        var user = await response.ReadJsonAsync();
        Assert.Equal(email, user.GetProperty("email").GetString());
        Assert.Equal("Ada", user.GetProperty("name").GetString());
        Assert.Equal(["user"], user.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal(host.Clock.GetUtcNow(), user.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(7, Guid.Parse(user.GetProperty("id").GetString()!).Version);
    }

    [Fact]
    public async Task The_user_is_the_one_that_me_shows()
    {
        var email = AccountsHost.NewEmail();
        using var registered = await host.RegisterAsync(email);
        using var login = await host.LogInAsync(email);
        using var me = await host.MeAsync((await Session.ReadAsync(login)).Bearer);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        Assert.True(JsonElement.DeepEquals(await registered.ReadJsonAsync(), await me.ReadJsonAsync()));
        Assert.False((await registered.ReadJsonAsync()).TryGetProperty("name", out _));
    }

    [Fact]
    public async Task A_taken_address_is_a_conflict_whatever_its_case()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        foreach (var again in (string[])[email, email.ToUpperInvariant()])
        {
            using var response = await host.RegisterAsync(again);
            Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Of_many_registrations_at_once_one_gets_the_address()
    {
        var email = AccountsHost.NewEmail();
        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.RegisterAsync(email)));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Passwords_may_have_any_characters()
    {
        var email = AccountsHost.NewEmail();
        const string Password = " \u0000пароль\t😀 ";
        (await host.RegisterAsync(email, Password)).Dispose();
        using var right = await host.LogInAsync(email, Password);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        using var trimmed = await host.LogInAsync(email, Password.Trim());
        Assert.Equal(HttpStatusCode.Unauthorized, trimmed.StatusCode);
    }
}
