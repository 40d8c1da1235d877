namespace Wharf.Client;

/// <summary>What proves to the server who calls: an access token, a personal API token or a <see cref="WharfSession"/>.</summary>
public class WharfCredentials
{
    private protected WharfCredentials(string scheme, string value) => (Scheme, Value) = (scheme, value);

    internal string Scheme { get; }

    internal string Value { get; }

    /// <summary>An access token on its own, sent as <c>Bearer</c> until the server refuses it.</summary>
    public static WharfCredentials FromAccessToken(string token) => new("Bearer", token);

    /// <summary>A personal API token, sent as <c>Token</c>.</summary>
    public static WharfCredentials FromApiToken(string token) => new("Token", token);
}

/// <summary>A login: an access token and the refresh token that gets the next pair. Each refresh token is good for one exchange.</summary>
/// <param name="accessToken">Sent as <c>Bearer</c>.</param>
/// <param name="refreshToken">Exchanged when the access token is about to expire or is refused.</param>
/// <param name="expiresAt">When the access token expires, if that is known.</param>
public sealed class WharfSession(string accessToken, string refreshToken, DateTimeOffset? expiresAt = null)
    : WharfCredentials("Bearer", accessToken)
{
    /// <summary>The access token.</summary>
    public string AccessToken => Value;

    /// <summary>The refresh token.</summary>
    public string RefreshToken { get; } = refreshToken;

    /// <summary>When the access token expires, if that is known.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;
}
