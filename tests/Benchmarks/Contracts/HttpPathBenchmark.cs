using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;

namespace Wharf.Benchmarks.Contracts;

/// <summary>
/// A validated POST with a JSON body of 60 bytes, authentication included: the contract runtime, the same by hand in a minimal API, and
/// fastify with ajv. Each is a child process on loopback; before anything is timed, all must refuse what the contract refuses.
/// </summary>
static class HttpPathBenchmark
{
    const string Body = """{"name":"photos-2026.example","region":"eu-west-1","tier":2}""";

    const int WarmUps = 8;

    static readonly (string Query, string Type, string? Token, string Accept, string Body, HttpStatusCode Expected)[] Probes =
    [
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body, HttpStatusCode.Created),
        ("", "application/json", null, "*/*", Body, HttpStatusCode.Unauthorized),
        ("", "application/json", "wrong", "*/*", Body, HttpStatusCode.Unauthorized),
        ("", "application/json", BenchmarkTokens.Token, "text/html", Body, HttpStatusCode.NotAcceptable),
        ("?unknown=1", "application/json", BenchmarkTokens.Token, "*/*", Body, HttpStatusCode.BadRequest),
        ("", "text/csv", BenchmarkTokens.Token, "*/*", Body, HttpStatusCode.UnsupportedMediaType),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body[..40], HttpStatusCode.BadRequest),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body.Replace("tier\":2", "tier\":6"), HttpStatusCode.BadRequest),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body.Replace("eu-west-1", "eu-west-9"), HttpStatusCode.BadRequest),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body.Replace("photos", "Photos"), HttpStatusCode.BadRequest),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body.Replace("tier", "tear"), HttpStatusCode.BadRequest),
        ("", "application/json", BenchmarkTokens.Token, "*/*", Body.Replace("}", ",\"more\":1}"), HttpStatusCode.BadRequest),
    ];

    public static async Task Run(int rounds, int requests, int connections, ResultLine result)
    {
        var temporary = Directory.CreateTempSubdirectory("wharf-bench-");
        try
        {
            var self = Assembly.GetExecutingAssembly().Location;
            await using var wharf = await ChildServer.Start(self, Path.Combine(temporary.FullName, "wharf"), "serve-contract");
            await using var minimal = await ChildServer.Start(self, Path.Combine(temporary.FullName, "minimal"), "serve-minimal");
            await using var fastify = await ChildServer.StartProgram(
                "node", Path.Combine(temporary.FullName, "fastify"), SourceFile.Find("fastify.mjs"), SourceFile.Find("reservations.json"));
            foreach (var server in (ChildServer[])[wharf, minimal, fastify]) await Probe(server);

            using var wharfLoad = Load(wharf, connections);
            using var minimalLoad = Load(minimal, connections);
            using var fastifyLoad = Load(fastify, connections);
            Console.WriteLine($"{requests} requests a round over {connections} connections.");
            // Code is compiled in the background for a while: the first rounds are not the last ones' equals.
            Task<Rounds> Alternate(int warmUps, int count) => Rounds.Alternate(
                warmUps,
                count,
                new("wharf", () => Task.FromResult(wharfLoad.Run(requests))),
                new("minimal API", () => Task.FromResult(minimalLoad.Run(requests))),
                new("fastify", () => Task.FromResult(fastifyLoad.Run(requests))));
            await Alternate(WarmUps, 0);
            ChildServer[] servers = [wharf, minimal, fastify];
            var before = Array.ConvertAll(servers, server => server.ProcessorTime);
            var times = await Alternate(0, rounds);
            var processor = servers
                .Select((server, i) => (server.ProcessorTime - before[i]).TotalMicroseconds / ((double)requests * rounds)).ToArray();
            result.Add("http_minimal", times.Speed("wharf", "minimal API"))
                .Add("http_minimal_processor", processor[1] / processor[0])
                .Add("http_fastify", times.Speed("wharf", "fastify"))
                .Add("http_fastify_processor", processor[2] / processor[0])
                .Add("http_requests_s", requests / times.Median("wharf"))
                .Add("http_processor_us", processor[0]);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    static RequestLoad Load(ChildServer server, int connections) => new(
        server.Address,
        Encoding.ASCII.GetBytes(
            $"POST /reservations HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Bearer {BenchmarkTokens.Token}\r\n"
            + $"Accept: */*\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"),
        HttpStatusCode.Created,
        connections);

    static async Task Probe(ChildServer server)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        foreach (var (query, type, token, accept, body, expected) in Probes)
        {
            var content = new StringContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            var target = new Uri(server.Address, $"/reservations{query}");
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
            request.Headers.Accept.ParseAdd(accept);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.Send(request, expected);
        }
    }
}
