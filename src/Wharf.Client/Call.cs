using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Wharf.Client;

/// <summary>One call of an operation: the generated clients say what goes into the request and how its answer is read.</summary>
sealed class Call(Transport transport, Uri server, HttpRequestMessage request, string path, string accept, JsonSerializerContext json)
{
    /// <summary>Marks a request that takes credentials, with the server they belong to. What is not marked is never given any.</summary>
    public static readonly HttpRequestOptionsKey<Uri> SecuredFor = new("Wharf.Server");

    readonly StringBuilder query = new();
    string path = path.TrimStart('/');

    public Call Secured()
    {
        request.Options.Set(SecuredFor, server);
        return this;
    }

    public Call Path<T>(string name, T value)
    {
        var text = string.Join(',', Texts(value).Select(Uri.EscapeDataString));
        // A dot segment would be resolved away, and the request would go to another path.
        if (text is "" or "." or "..") throw new ArgumentException($"'{text}' cannot be a segment of a path.", name);
        path = path.Replace('{' + name + '}', text, StringComparison.Ordinal);
        return this;
    }

    public Call Query<T>(string name, T value, bool explode = true)
    {
        var texts = Texts(value);
        if (texts.Count == 0) return this;
        foreach (var text in explode ? texts.Select(Uri.EscapeDataString) : [string.Join(',', texts.Select(Uri.EscapeDataString))])
            query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(text);
        return this;
    }

    public Call Header<T>(string name, T value)
    {
        var texts = Texts(value);
        if (texts.Count == 0) return this;
        var text = string.Join(", ", texts);
        if (text.AsSpan().ContainsAny('\r', '\n', '\0') || !request.Headers.TryAddWithoutValidation(name, text))
            throw new ArgumentException("The value cannot be sent in a header.", name);
        return this;
    }

    public Call Json<T>(T body)
    {
        if (body is null) return this;
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, TypeInfo<T>()));
        content.Headers.ContentType = new("application/json");
        request.Content = content;
        return this;
    }

    public Call Stream(Stream body, string contentType)
    {
        var type = contentType.Contains('*', StringComparison.Ordinal) ? "application/octet-stream" : contentType;
        request.Content = new StreamUpload(body, type);
        return Upload();
    }

    public Call Part(string name, FileUpload? file) => file is null ? this : Part(name, [file]);

    public Call Part(string name, IEnumerable<FileUpload>? files)
    {
        foreach (var file in files ?? []) Multipart().Add(name, file);
        return this;
    }

    public Call Part(string name, string? text) => text is null ? this : Part(name, [text]);

    public Call Part(string name, IEnumerable<string>? texts)
    {
        foreach (var text in texts ?? []) Multipart().Add(name, text);
        return this;
    }

    public async Task EmptyAsync(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
    }

    public async Task<WharfResponse> ResponseAsync(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
        return new WharfResponse(response);
    }

    public async Task<string> TextAsync(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<WharfResponse<string>> TextResponseAsync(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
        return new WharfResponse<string>(response, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task<T> JsonAsync<T>(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<WharfResponse<T>> JsonResponseAsync<T>(int[] statuses, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(statuses, cancellationToken).ConfigureAwait(false);
        return WharfResponse.HasNoBody(response)
            ? new WharfResponse<T>(response)
            : new WharfResponse<T>(response, await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false));
    }

    public async Task<Download> DownloadAsync(int[] statuses, CancellationToken cancellationToken) =>
        new(await SendAsync(statuses, cancellationToken).ConfigureAwait(false));

    async Task<HttpResponseMessage> SendAsync(int[] statuses, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.RequestUri = new Uri(server, path + query);
            if (accept.Length > 0) request.Headers.TryAddWithoutValidation("Accept", accept);
            var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (IsSuccess(response, statuses)) return response;
            using (response) throw await WharfProblemException.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    // Where the contract redirects, the HttpClient may have followed already.
    static bool IsSuccess(HttpResponseMessage response, int[] statuses) =>
        statuses.Contains((int)response.StatusCode)
        || (response.IsSuccessStatusCode && Array.Exists(statuses, status => status is > 300 and not 304));

    async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                return await JsonSerializer.DeserializeAsync(stream, TypeInfo<T>(), cancellationToken).ConfigureAwait(false)
                       ?? throw new JsonException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw WharfProblemException.Unreadable(response, exception);
        }
    }

    MultipartUpload Multipart()
    {
        if (request.Content is MultipartUpload before) return before;
        var upload = new MultipartUpload();
        request.Content = upload;
        Upload();
        return upload;
    }

    // The server looks at credentials, parameters and content type before it asks for the body: a refused upload costs no transfer.
    Call Upload()
    {
        request.Headers.ExpectContinue = true;
        return this;
    }

    JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T))!;

    // Parameters are written as their JSON has them (wire names of enums, RFC 3339 times), without the quotes.
    IReadOnlyList<string> Texts<T>(T value)
    {
        if (value is null) return [];
        if (value is string text) return [text];
        var element = JsonSerializer.SerializeToElement(value, json.GetTypeInfo(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T))!);
        return element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(Text)] : [Text(element)];
    }

    static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
