using Microsoft.Extensions.DependencyInjection;

namespace Wharf.Client.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task The_client_registers_as_a_typed_client_with_the_framework_alone()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
            http.Request.Headers.Authorization == "Token wt_1" ? http.Json(Answers.User) : http.Problem(401, "Unauthorized", "Who?"));
        var services = new ServiceCollection();
        services.AddSingleton(new WharfCaller(WharfCredentials.FromApiToken("wt_1")));
        services.AddTransient(provider => new WharfAuthentication(provider.GetRequiredService<WharfCaller>()));
        services.AddHttpClient<WharfClient>(http => http.BaseAddress = server.Address).AddHttpMessageHandler<WharfAuthentication>();
        await using var provider = services.BuildServiceProvider();
        var user = await provider.GetRequiredService<WharfClient>().Accounts.GetMeAsync();
        Assert.Equal("ada@example.com", user.Email);
    }
}
