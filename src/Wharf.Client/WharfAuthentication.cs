using System.Net;
using System.Net.Http.Headers;

namespace Wharf.Client;

/// <summary>Gives the SDK's requests the credentials of a <see cref="WharfCaller"/>, and another try when those were stale.</summary>
/// <remarks>
/// Only requests of operations that need credentials get them; requests that somebody makes with the same <see cref="HttpClient"/> do not.
/// A call is repeated after a refusal when its body can be sent again: always, but for an upload from a stream that cannot seek and was
/// already read. Such a call fails with 401 and the next one has the new token.
/// </remarks>
public sealed class WharfAuthentication(WharfCaller caller) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Options.TryGetValue(Call.SecuredFor, out var address))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);

        var server = new Transport(address, base.SendAsync);
        var current = await caller.PrepareAsync(server, cancellationToken).ConfigureAwait(false);
        Attach(request, current);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || current is not WharfSession refused) return response;

        var renewed = await RenewAsync(refused, server, response, cancellationToken).ConfigureAwait(false);
        if (renewed is null || request.Content is UploadContent { CanReplay: false }) return response;
        response.Dispose();
        Attach(request, renewed);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    async Task<WharfSession?> RenewAsync(
        WharfSession refused, Transport server, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.RenewAsync(refused, server, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            response.Dispose();
            throw;
        }
    }

    static void Attach(HttpRequestMessage request, WharfCredentials? current) =>
        request.Headers.Authorization = current is null ? null : new AuthenticationHeaderValue(current.Scheme, current.Value);
}
