using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Wharf.Server.Tests.Files;

/// <summary>A user of the files API, over real HTTP.</summary>
public sealed class FilesUser(HttpClient client, AuthenticationHeaderValue authorization, Guid id)
{
    public Guid Id => id;

    public Uri Server => client.BaseAddress!;

    public string Authorization => authorization.ToString();

    public static byte[] Text(int size) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (size / 9) + 1).Select(i => $"line {i % 97,3}\n")))[..size];

    public static byte[] Noise(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var response = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            var part = new ByteArrayContent(bytes);
            part.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            form.Add(part, "files", name);
        }
        return form;
    }

    public Task<HttpResponseMessage> TryUploadAsync(params (string Name, byte[] Bytes)[] files) =>
        SendAsync(HttpMethod.Post, "/upload_files", Form(files));

    /// <summary>Uploads files that must be taken, and answers what the server says of them.</summary>
    public async Task<JsonElement[]> UploadAsync(params (string Name, byte[] Bytes)[] files)
    {
        using var response = await TryUploadAsync(files);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{response.StatusCode}: {body}");
        return [.. JsonSerializer.Deserialize<JsonElement>(body).GetProperty("items").EnumerateArray()];
    }

    /// <summary>Uploads one file and answers its id.</summary>
    public async Task<Guid> UploadAsync(string name, byte[] bytes) => (await UploadAsync((name, bytes)))[0].GetProperty("id").GetGuid();
}
