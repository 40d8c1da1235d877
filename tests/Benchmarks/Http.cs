using System.Net;

namespace Wharf.Benchmarks;

static class Http
{
    /// <summary>Answers with the headers. Anything but the expected status ends the benchmark with the server's words.</summary>
    public static async Task<HttpResponseMessage> Send(this HttpMessageInvoker http, HttpRequestMessage request, HttpStatusCode expected)
    {
        var response = await http.SendAsync(request, default);
        return response.StatusCode == expected ? response : throw new InvalidOperationException(
            $"{request.Method} {request.RequestUri} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>The same request for every server: one multipart field `files`, its length announced.</summary>
    public static MultipartFormDataContent AsForm(this GeneratedFile file) =>
        new("wharf-benchmark-boundary") { { file, "files", "generated.bin" } };
}
