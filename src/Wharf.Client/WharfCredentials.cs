namespace Wharf.Client;

/// <summary>Who calls: an <see cref="AccessToken"/>, an <see cref="ApiToken"/> or a <see cref="Session"/>.</summary>
public abstract class WharfCredentials
{
    private protected WharfCredentials()
    {
    }

    internal abstract string Scheme { get; }

    internal abstract string Value { get; }
}

/// <summary>An access token on its own, sent as <c>Bearer</c> until the server refuses it.</summary>
public sealed class AccessToken(string token) : WharfCredentials
{
    internal override string Scheme => "Bearer";

    internal override string Value => token;
}

/// <summary>A personal API token, sent as <c>Token</c>.</summary>
public sealed class ApiToken(string token) : WharfCredentials
{
    internal override string Scheme => "Token";

    internal override string Value => token;
}

/// <summary>A login: an access token and the refresh token that gets the next pair. Each refresh token is good for one exchange.</summary>
/// <param name="accessToken">Sent as <c>Bearer</c>.</param>
/// <param name="refreshToken">Exchanged when the access token is about to expire or is refused.</param>
/// <param name="expiresAt">When the access token expires, if that is known.</param>
public sealed class Session(string accessToken, string refreshToken, DateTimeOffset? expiresAt = null) : WharfCredentials
{
    /// <summary>The access token.</summary>
    public string AccessToken { get; } = accessToken;

    /// <summary>The refresh token.</summary>
    public string RefreshToken { get; } = refreshToken;

    /// <summary>When the access token expires, if that is known.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    internal override string Scheme => "Bearer";

    internal override string Value => AccessToken;
}
