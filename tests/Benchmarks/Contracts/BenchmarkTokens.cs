using System.Collections.Frozen;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Wharf.Benchmarks.Contracts;

/// <summary>The authentication scheme `bearer` of both ASP.NET Core sides: a token is looked up, a principal made.</summary>
sealed class BenchmarkTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "bearer";
    public const string Token = "benchmark-token-1";

    const string Prefix = "Bearer ";

    static readonly FrozenDictionary<string, (string Id, string Role)> Users = new Dictionary<string, (string, string)>
    {
        [Token] = ("user-1", "user"),
        ["benchmark-token-2"] = ("user-2", "admin"),
    }.ToFrozenDictionary();

    public static void Add(IServiceCollection services) =>
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BenchmarkTokens>(SchemeName, null);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.Ordinal)) return Task.FromResult(AuthenticateResult.NoResult());
        if (!Users.TryGetValue(header[Prefix.Length..], out var user))
            return Task.FromResult(AuthenticateResult.Fail("The token is unknown."));
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim(ClaimTypes.Role, user.Role)], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
