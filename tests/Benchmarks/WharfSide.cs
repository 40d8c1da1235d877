using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Wharf.Benchmarks;

/// <summary>Wharf's own Files operations, as a client of its contract.</summary>
sealed class WharfSide : IFileSide
{
    static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(10);

    readonly HttpMessageInvoker http;
    readonly Uri address;
    readonly string token;
    readonly string objects;
    string id = "";

    WharfSide(HttpMessageInvoker http, Uri address, string token, string objects) =>
        (this.http, this.address, this.token, this.objects) = (http, address, token, objects);

    public bool KeepsForm => false;

    public static async Task<WharfSide> Join(HttpMessageInvoker http, Uri address, string objects)
    {
        var credentials = new { email = "bench@example.com", password = "a-long-enough-passphrase-1" };
        using var registered = await Post("/users/register", HttpStatusCode.Created);
        using var loggedIn = await Post("/users/login", HttpStatusCode.OK);
        return new(http, address, (await Json(loggedIn)).GetProperty("access_token").GetString()!, objects);

        Task<HttpResponseMessage> Post(string path, HttpStatusCode expected) =>
            http.Send(new(HttpMethod.Post, new Uri(address, path)) { Content = JsonContent.Create(credentials) }, expected);
    }

    public async Task Upload(GeneratedFile file)
    {
        using var response = await Send(HttpMethod.Post, "/upload_files", HttpStatusCode.Created, file.AsForm());
        id = (await Json(response)).GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    public async Task Settle()
    {
        for (var deadline = TimeProvider.System.GetUtcNow() + SettleLimit; TimeProvider.System.GetUtcNow() < deadline;)
        {
            using var response = await Send(HttpMethod.Get, $"/files/{id}", HttpStatusCode.OK);
            var status = (await Json(response)).GetProperty("status").GetString();
            if (status == "ready")
            {
                return;
            }
            if (status == "failed")
            {
                throw new InvalidOperationException($"The server failed to compress {id}.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
        throw new TimeoutException($"{id} was not ready within {SettleLimit}.");
    }

    public Task<HttpResponseMessage> Download() => Send(HttpMethod.Get, $"/files/{id}/content", HttpStatusCode.OK);

    public async Task Delete()
    {
        using var response = await Send(HttpMethod.Delete, $"/files/{id}", HttpStatusCode.NoContent);
        // A job removes the objects after the answer; giving gigabytes back to the disk must not fall into the next measurement.
        while (Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).Any(file => new FileInfo(file) is { Exists: true, Length: > 1048576 }))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpStatusCode expected, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http.Send(request, expected);
    }

    static async Task<JsonElement> Json(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();
}
