using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Proxies;

/// <summary>
/// Believes <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> from configured proxies (<c>Wharf:Proxies</c>) and from nobody else: whoever may
/// write these headers decides which address a login is throttled by.
/// </summary>
static class ProxiesModule
{
    public static void AddProxies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // The framework believes loopback by default; here everybody is named.
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var proxy in Configured(configuration)) options.KnownIPNetworks.Add(Parse(proxy));
            // As many hops as there are proxies of ours on the way; each is checked against the list.
            options.ForwardLimit = null;
        }).ValidateOnStart();
    }

    /// <summary>Comes before everything that looks at the caller's address.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (Configured(app.Configuration).Length > 0) app.UseForwardedHeaders();
    }

    static string[] Configured(IConfiguration configuration) =>
        configuration["Wharf:Proxies"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static System.Net.IPNetwork Parse(string proxy)
    {
        var text = proxy.Contains('/', StringComparison.Ordinal) ? proxy : proxy + (proxy.Contains(':', StringComparison.Ordinal) ? "/128" : "/32");
        if (System.Net.IPNetwork.TryParse(text, out var network)) return network;
        throw new OptionsValidationException("Wharf:Proxies", typeof(ForwardedHeadersOptions),
            [$"Wharf:Proxies has '{proxy}', which is neither an address (10.0.0.1) nor a network (10.0.0.0/8)."]);
    }
}
