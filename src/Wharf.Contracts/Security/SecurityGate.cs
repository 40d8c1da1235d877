using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Security;

/// <summary>
/// Enforces an operation's <c>security</c>: a caller must meet one of the alternatives. Credentials are proved by the ASP.NET Core
/// authentication schemes that go by the contract's names, so that no handler can forget to ask.
/// </summary>
sealed class SecurityGate
{
    readonly IReadOnlyList<SecurityRequirement> alternatives;
    readonly bool open;
    readonly string[] challenges;
    readonly string[] rejections;

    public SecurityGate(ContractOperation operation, IReadOnlyDictionary<string, SecuritySchemeDescription> schemes)
    {
        alternatives = operation.Security;
        open = alternatives.Count == 0 || alternatives.Any(alternative => alternative.Schemes.Count == 0);
        var names = alternatives.SelectMany(alternative => alternative.Schemes).Select(scheme => scheme.Scheme).Distinct();
        challenges = names.Select(name => schemes[name].Challenge).OfType<string>().ToArray();
        rejections = challenges.Select(challenge => challenge == "Bearer" ? "Bearer error=\"invalid_token\"" : challenge).ToArray();
    }

    /// <summary>Judges the caller. An allowed request has its user from here on; an unauthenticated one its challenges in the response.</summary>
    public async ValueTask<SecurityOutcome> JudgeAsync(HttpContext http)
    {
        if (alternatives.Count == 0) return SecurityOutcome.Allowed;
        var rejected = false;
        var known = false;
        foreach (var alternative in alternatives)
        {
            if (alternative.Schemes.Count == 0) continue;
            ClaimsPrincipal? caller = null;
            var allowed = true;
            foreach (var scheme in alternative.Schemes)
            {
                var result = await http.AuthenticateAsync(scheme.Scheme);
                rejected |= result.Failure is not null;
                allowed = result.Succeeded && allowed;
                if (!result.Succeeded) break;
                known = true;
                caller ??= result.Principal;
                foreach (var role in scheme.Roles) allowed &= result.Principal.IsInRole(role);
            }
            if (!allowed) continue;
            http.User = caller!;
            return SecurityOutcome.Allowed;
        }
        if (known) return SecurityOutcome.Forbidden;
        // Wrong credentials are refused even where none are needed: a caller who sends some means to be somebody.
        if (open && !rejected) return SecurityOutcome.Allowed;
        http.Response.Headers.WWWAuthenticate = rejected ? rejections : challenges;
        return SecurityOutcome.Unauthenticated;
    }
}

/// <summary>What the gate says of a caller.</summary>
enum SecurityOutcome
{
    Allowed,
    Unauthenticated,
    Forbidden,
}
