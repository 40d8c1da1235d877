using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>Makes access tokens: the framework's bearer tickets, which any node reads with the shared keys.</summary>
sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> bearer, IOptions<AccountsOptions> options, TimeProvider time)
{
    public TimeSpan Lifetime => options.Value.AccessTokenLifetime;

    public string Make(StoredUser user, Guid session)
    {
        var expiry = new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + Lifetime };
        var caller = CallerIdentity.Of(user, Caller.BearerScheme, session);
        var ticket = new AuthenticationTicket(caller, expiry, $"{Caller.BearerScheme}:AccessToken");
        return bearer.Get(Caller.BearerScheme).BearerTokenProtector.Protect(ticket);
    }
}

/// <summary>The framework's format of access tokens, which reads none whose session has ended.</summary>
sealed class AccessTokenFormat(ISecureDataFormat<AuthenticationTicket> inner, EndedSessions ended) : ISecureDataFormat<AuthenticationTicket>
{
    public string Protect(AuthenticationTicket data) => inner.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => inner.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText) => Judge(inner.Unprotect(protectedText));

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Judge(inner.Unprotect(protectedText, purpose));

    AuthenticationTicket? Judge(AuthenticationTicket? ticket) =>
        Guid.TryParseExact(ticket?.Principal.FindFirstValue(CallerIdentity.Session), "D", out var session) && !ended.Contains(session)
            ? ticket
            : null;
}
