using System.Text.Json.Serialization;

namespace Wharf.Client;

/// <summary>
/// Where calls go: an <see cref="HttpClient"/> with a base address or, inside the authentication handler, the rest of the handler's chain.
/// </summary>
sealed class Transport
{
    readonly Func<Uri> server;
    readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send;

    public Transport(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        server = () => Root(http.BaseAddress
                            ?? throw new InvalidOperationException("The HttpClient needs a BaseAddress: the server's address."));
        send = (request, cancellationToken) => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Transport(Uri server, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
    {
        this.server = () => server;
        this.send = send;
    }

    public Call Call(HttpMethod method, string path, string accept, JsonSerializerContext json) =>
        new(this, server(), new HttpRequestMessage { Method = method }, path, accept, json);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        send(request, cancellationToken);

    // A server may live below a path; without the slash at its end, resolving a relative address against it would cut the last segment off.
    static Uri Root(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
}
