using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Wharf.Server.Proxies;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Proxies;

/// <summary>Whose word about the caller's address counts, as the login throttle sees it.</summary>
public sealed class ProxiesTests
{
    [Fact]
    public async Task A_configured_proxy_is_believed() => Assert.False(await IsThrottledAcrossAddressesAsync(new BehindProxy()));

    [Fact]
    public async Task Nobody_else_is_believed() => Assert.True(await IsThrottledAcrossAddressesAsync(new Direct()));

    [Fact]
    public void A_proxy_that_is_no_address_is_refused_by_name()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Wharf:Proxies"] = "10.0.0.1, proxy.example";
        builder.AddProxies();
        using var app = builder.Build();
        var refusal = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value);
        Assert.Contains("Wharf:Proxies has 'proxy.example'", refusal.Message, StringComparison.Ordinal);
    }

    // Many wrong logins for many accounts, each from an address of its own if the header is believed.
    static async Task<bool> IsThrottledAcrossAddressesAsync(WharfHost host)
    {
        await host.InitializeAsync();
        try
        {
            for (var i = 0; i < 6; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/users/login")
                {
                    Content = JsonContent.Create(new { email = $"nobody{i}@example.com", password = "wrong password" }),
                };
                request.Headers.Add("X-Forwarded-For", $"198.51.{i}.7");
                using var response = await host.Client.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.TooManyRequests) return true;
            }
            return false;
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    sealed class Direct : WharfHost
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Wharf:Accounts:FailuresPerAddress"] = "3" };
    }

    sealed class BehindProxy : WharfHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Wharf:Accounts:FailuresPerAddress"] = "3", ["Wharf:Proxies"] = "127.0.0.1, ::1" };
    }
}
