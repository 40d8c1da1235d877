using System.Security.Claims;

namespace Wharf.Server.Accounts;

/// <summary>What other modules may know of a caller whose credentials the contract runtime has proved.</summary>
static class Caller
{
    /// <summary>The role that may administer.</summary>
    public const string Admin = "admin";

    /// <summary>The authentication scheme of access tokens: <c>Authorization: Bearer …</c>.</summary>
    public const string BearerScheme = "bearer";

    /// <summary>The authentication scheme of personal API tokens: <c>Authorization: Token …</c>.</summary>
    public const string TokenScheme = "token";

    /// <summary>The caller's user id.</summary>
    /// <exception cref="InvalidOperationException">The operation is open to everybody, so that there may be no user.</exception>
    public static Guid UserId(this ClaimsPrincipal caller) =>
        Guid.TryParseExact(caller.FindFirstValue(ClaimTypes.NameIdentifier), "D", out var id)
            ? id
            : throw new InvalidOperationException("The caller has no user id: the operation's contract asks for no credentials.");
}
