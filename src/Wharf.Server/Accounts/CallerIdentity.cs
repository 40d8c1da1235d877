using System.Security.Claims;

namespace Wharf.Server.Accounts;

/// <summary>What a proved caller is to the rest of the server: id, name and roles.</summary>
static class CallerIdentity
{
    /// <summary>The claim that ties an access token to its login.</summary>
    public const string Session = "sid";

    public static ClaimsPrincipal Of(StoredUser user, string scheme, Guid? session = null)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.Id.ToString("D")));
        identity.AddClaim(new Claim(ClaimTypes.Name, user.Name ?? user.Email ?? user.Id.ToString("D")));
        foreach (var role in user.Roles) identity.AddClaim(new Claim(ClaimTypes.Role, role));
        if (session is { } id) identity.AddClaim(new Claim(Session, id.ToString("D")));
        return new ClaimsPrincipal(identity);
    }
}
