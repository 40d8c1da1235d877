using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>The authentication scheme <c>token</c>: <c>Authorization: Token …</c>, with a personal API token.</summary>
sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ApiTokenStore store, ApiTokenCache cache, ApiTokenUses uses)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    const string Prefix = "Token ";

    // Ours have 46 characters; imported ones may be longer.
    const int LongestToken = 512;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var text = header[Prefix.Length..].Trim();
        var holder = text.Length is 0 or > LongestToken ? null : await FindAsync(SecretHash.Of(text));
        if (holder is null || holder.ExpiresAt <= TimeProvider.GetUtcNow().UtcDateTime)
            return AuthenticateResult.Fail("The API token is unknown, expired or revoked.");
        uses.Note(holder.TokenId);
        return AuthenticateResult.Success(new AuthenticationTicket(CallerIdentity.Of(holder, Scheme.Name), Scheme.Name));
    }

    async Task<TokenHolder?> FindAsync(SecretHash hash)
    {
        if (cache.TryFind(hash, out var known)) return known;
        var changes = cache.Changes;
        var holder = await store.FindHolderAsync(hash, Context.RequestAborted);
        if (holder is not null) cache.Keep(hash, holder, changes);
        return holder;
    }
}
