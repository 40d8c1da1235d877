namespace Wharf.Client;

/// <summary>
/// A Wharf server: one property for each of its contracts, all over one <see cref="HttpClient"/> that the caller makes and disposes.
/// Safe for concurrent use; with <c>IHttpClientFactory</c> it is a typed client (<c>services.AddHttpClient&lt;WharfClient&gt;(…)</c>).
/// </summary>
/// <remarks>
/// Credentials are the business of <c>WharfAuthentication</c>, a handler in the client's chain.
/// <see cref="HttpClient.Timeout"/> limits a whole upload and the time until a download starts: its 100 seconds are short for large files.
/// </remarks>
public sealed partial class WharfClient
{
    readonly Transport transport;

    /// <summary>Calls the server at the client's <see cref="HttpClient.BaseAddress"/>.</summary>
    public WharfClient(HttpClient http) => transport = new Transport(http);
}
