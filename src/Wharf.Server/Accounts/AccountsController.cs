using System.Globalization;
using System.Security.Claims;

namespace Wharf.Server.Accounts;

sealed partial class AccountsController(
    Registrations registrations, PasswordLogin login, Sessions sessions, UserStore users, ApiTokens tokens, IHttpContextAccessor http)
{
    const string Challenge = "Bearer error=\"invalid_token\"";

    public async partial Task<RegisterUserResult> RegisterUser(Registration body, CancellationToken cancellationToken) =>
        await registrations.TryAsync(body, Network, cancellationToken) switch
        {
            { User: { } user } => RegisterUserResult.Created(Describe(user), "/users/me"),
            { Wait: { } wait } => RegisterUserResult.TooManyRequests("Too many failed attempts from this address.", Seconds(wait)),
            _ => RegisterUserResult.Conflict("This email address is taken."),
        };

    public async partial Task<LogInResult> LogIn(Credentials body, CancellationToken cancellationToken) =>
        await login.TryAsync(body, Network, cancellationToken) switch
        {
            { Tokens: { } issued } => LogInResult.Ok(issued),
            { Wait: { } wait } => LogInResult.TooManyRequests("Too many failed attempts.", Seconds(wait)),
            _ => LogInResult.Unauthorized("No user has this address with this password.", "Bearer"),
        };

    public async partial Task<RefreshTokensResult> RefreshTokens(RefreshTokenHolder body, CancellationToken cancellationToken) =>
        await sessions.RefreshAsync(body.RefreshToken, cancellationToken) is { } issued
            ? RefreshTokensResult.Ok(issued)
            : RefreshTokensResult.Unauthorized("The refresh token is unknown, used, expired or revoked.", Challenge);

    public async partial Task<LogOutResult> LogOut(RefreshTokenHolder body, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(body.RefreshToken, cancellationToken);
        return LogOutResult.NoContent();
    }

    public async partial Task<GetMeResult> GetMe(ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        GetMeResult.Ok(Describe(await users.FindAsync(caller.UserId(), cancellationToken)
            ?? throw new InvalidOperationException("The caller's user does not exist any more.")));

    public async partial Task<ListApiTokensResult> ListApiTokens(
        ClaimsPrincipal caller, int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (await tokens.ListAsync(caller.UserId(), limit, cursor, cancellationToken) is not { } page)
            return ListApiTokensResult.UnprocessableContent("The cursor was not made by this list.");
        return ListApiTokensResult.Ok(
            new ApiTokenPage { Items = [.. page.Items.Select(Describe)], NextCursor = page.NextCursor },
            page.NextLink("/users/me/tokens", ("limit", limit.ToString(CultureInfo.InvariantCulture))));
    }

    public async partial Task<CreateApiTokenResult> CreateApiToken(
        ClaimsPrincipal caller, NewApiToken body, CancellationToken cancellationToken) =>
        await tokens.MakeAsync(caller.UserId(), body, cancellationToken) switch
        {
            { Token: { } token, Text: { } text } => CreateApiTokenResult.Created(Describe(token, text), $"/users/me/tokens/{token.Id:D}"),
            { Refusal: var refusal } => CreateApiTokenResult.Conflict(refusal!),
        };

    public async partial Task<RevokeApiTokenResult> RevokeApiToken(ClaimsPrincipal caller, Guid id, CancellationToken cancellationToken) =>
        await tokens.RevokeAsync(caller.UserId(), id, cancellationToken)
            ? RevokeApiTokenResult.NoContent()
            : RevokeApiTokenResult.NotFound("There is no such API token.");

    string Network => ClientNetwork.Of(http.HttpContext?.Connection.RemoteIpAddress);

    static User Describe(StoredUser user) => new()
    {
        Id = user.Id,
        Email = user.Email,
        Name = user.Name,
        Roles = [.. user.Roles.Select(role => Enum.Parse<Role>(role, ignoreCase: true))],
        CreatedAt = user.CreatedAt,
    };

    static ApiToken Describe(StoredApiToken token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
        LastUsedAt = token.LastUsedAt,
    };

    static CreatedApiToken Describe(StoredApiToken token, string text) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Token = text,
        CreatedAt = token.CreatedAt,
        ExpiresAt = token.ExpiresAt,
    };

    static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
