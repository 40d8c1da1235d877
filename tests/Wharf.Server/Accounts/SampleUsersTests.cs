using System.Net;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Accounts;

public sealed class SampleUsersTests
{
    [Fact]
    public async Task Development_starts_with_three_users_and_their_tokens_however_often_it_starts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var ids = new List<string>();
        foreach (var _ in (int[])[1, 2])
        {
            var host = new DevelopmentHost(database.ConnectionString);
            await host.InitializeAsync();
            foreach (var number in (int[])[1, 2, 3])
            {
                using var me = await host.MeAsync($"Token token_{number}");
                Assert.Equal(HttpStatusCode.OK, me.StatusCode);
                var user = await me.ReadJsonAsync();
                Assert.Equal($"Sample user {number}", user.GetProperty("name").GetString());
                ids.Add(user.GetProperty("id").GetString()!);
            }
            await host.DisposeAsync();
        }
        Assert.Equal(6, ids.Count);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task No_other_environment_has_them()
    {
        var host = new AccountsHost();
        await host.InitializeAsync();
        using var me = await host.MeAsync("Token token_1");
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        await host.DisposeAsync();
    }

    sealed class DevelopmentHost(string connectionString) : AccountsHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["environment"] = "Development", ["ConnectionStrings:Wharf"] = connectionString };
    }
}
