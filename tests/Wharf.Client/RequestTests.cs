using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Wharf.Client.Accounts;
using Wharf.Client.Files;

namespace Wharf.Client.Tests;

public sealed class RequestTests
{
    static readonly Guid Id = Guid.Parse(Answers.FileId);

    [Fact]
    public async Task Parameters_go_by_their_wire_names_and_absent_ones_do_not_go()
    {
        var seen = new TaskCompletionSource<(string Target, string[] Headers)>();
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            seen.SetResult((http.Request.GetEncodedPathAndQuery(), [.. http.Request.Headers.Keys]));
            return http.Json("""{"items":[],"next_cursor":null}""");
        });
        await server.Client().Files.ListFilesAsync(limit: 5, status: FileStatus.Ready, sort: FileOrder.CreatedAtDescending);
        var (target, headers) = await seen.Task;
        Assert.Equal("/files?limit=5&status=ready&sort=-created_at", target);
        Assert.Equal(["Accept", "Host"], headers.Order());
    }

    [Fact]
    public async Task A_server_may_live_below_a_path()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
            http.Request.Path == "/wharf/_health" ? http.Json("""{"status":"ok"}""") : http.Problem(404, "Not Found", ""));
        Assert.Equal(Health.CheckStatus.Ok, (await new WharfClient(server.Http(path: "/wharf")).Health.GetHealthAsync()).Status);
        Assert.Equal(Health.CheckStatus.Ok, (await new WharfClient(server.Http(path: "/wharf/")).Health.GetHealthAsync()).Status);
    }

    [Fact]
    public async Task Times_are_sent_and_read_as_rfc_3339()
    {
        var expiry = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var sent = "";
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            sent = await reader.ReadToEndAsync();
            await http.Json($$"""
                {"id":"{{Id}}","name":"ci","token":"wt_1","created_at":"2026-01-01T00:00:00.5Z","expires_at":"2030-01-02T03:04:05Z"}
                """, 201);
        });
        var token = await server.Client().Accounts.CreateApiTokenAsync(new NewApiToken { Name = "ci", ExpiresAt = expiry });
        Assert.Equal("""{"name":"ci","expires_at":"2030-01-02T03:04:05+00:00"}""", sent);
        Assert.Equal(expiry, token.ExpiresAt);
    }

    [Fact]
    public async Task A_value_that_would_break_a_header_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () =>
        {
            await using var server = await ScriptedServer.StartAsync(http => http.Json("{}"));
            await server.Client().Files.GetFileAsync(Id, ifNoneMatch: "\"a\"\r\nX-Evil: 1");
        });

    [Fact]
    public async Task A_client_without_a_base_address_says_what_it_needs()
    {
        using var http = new HttpClient(new SocketsHttpHandler(), disposeHandler: true);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => new WharfClient(http).Health.GetHealthAsync());
        Assert.Contains("BaseAddress", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_reaches_the_server()
    {
        using var cancel = new CancellationTokenSource();
        var aborted = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            await cancel.CancelAsync();
            await aborted.Task;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Client().Health.GetHealthAsync(cancel.Token));
        await aborted.Task;
    }

    [Theory]
    [InlineData("report.txt")]
    [InlineData("Bericht für März 📦.txt")]
    [InlineData("50%22.txt")]
    [InlineData("a \"quoted\" name.txt")]
    public async Task A_file_keeps_its_name_on_the_way(string name)
    {
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            var boundary = MediaTypeHeaderValue.Parse(http.Request.ContentType).Boundary.Value!;
            var part = (await new MultipartReader(boundary, http.Request.Body).ReadNextSectionAsync())!;
            var disposition = ContentDispositionHeaderValue.Parse(part.ContentDisposition);
            Assert.Equal("text/plain", part.ContentType);
            var plain = HeaderUtilities.RemoveQuotes(disposition.FileName);
            await http.Uploaded((disposition.FileNameStar.HasValue ? disposition.FileNameStar : plain).Value!);
        });
        var uploaded = await server.Client().Files.UploadFilesAsync([new FileUpload(new MemoryStream([1]), name, "text/plain")]);
        Assert.Equal(name, Assert.Single(uploaded.Items).Name);
    }

    [Fact]
    public async Task Conditions_and_ranges_are_results()
    {
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.Headers.ETag = "\"v1\"";
            if (http.Request.Headers.IfNoneMatch == "\"v1\"") http.Response.StatusCode = 304;
            else if (!http.Request.Path.Value!.EndsWith("/content", StringComparison.Ordinal)) await http.Json(Answers.File("a"));
            else
            {
                http.Response.StatusCode = 206;
                http.Response.Headers.ContentRange = "bytes 0-4/11";
                http.Response.Headers.ContentDisposition = "attachment; filename=\"a.txt\"; filename*=UTF-8''%C3%A4.txt";
                http.Response.ContentLength = 5;
                if (http.Request.Method == "GET") await http.Response.WriteAsync("hello");
            }
        });
        var files = server.Client().Files;
        var file = await files.GetFileAsync(Id);
        Assert.Equal(("\"v1\"", "a"), (file.ETag, file.Body.Name));
        var same = await files.GetFileAsync(Id, ifNoneMatch: file.ETag);
        Assert.True(same is { IsNotModified: true, HasBody: false });
        Assert.Throws<InvalidOperationException>(() => same.Body);
        await using var unchanged = await files.DownloadFileAsync(Id, ifNoneMatch: file.ETag);
        Assert.True(unchanged.IsNotModified);

        await using var part = await files.DownloadFileAsync(Id, range: "bytes=0-4");
        Assert.Equal((true, 5L, 11L, "ä.txt"), (part.IsPartial, part.Length!.Value, part.ContentRange!.Length!.Value, part.FileName));
        using var bytes = new MemoryStream();
        await part.CopyToAsync(bytes);
        Assert.Equal("hello"u8.ToArray(), bytes.ToArray());

        await using var head = await files.DownloadFileHeadersAsync(Id);
        Assert.Equal((HttpStatusCode.PartialContent, 5L), (head.StatusCode, head.Length!.Value));
        Assert.Equal(-1, (await head.OpenReadAsync()).ReadByte());
    }

    [Fact]
    public async Task Pages_are_followed_as_far_as_items_are_taken()
    {
        var asked = new List<string>();
        await using var server = await ScriptedServer.StartAsync(http =>
        {
            asked.Add(http.Request.QueryString.Value!);
            var page = asked.Count;
            var next = page < 3 ? $"\"c{page}\"" : "null";
            return http.Json($$"""{"items":[{{Answers.File($"{page}a")}},{{Answers.File($"{page}b")}}],"next_cursor":{{next}}}""");
        });
        var files = server.Client().Files;
        var names = new List<string>();
        await foreach (var file in files.ListAllFilesAsync(limit: 2, sort: FileOrder.Name)) names.Add(file.Name);
        Assert.Equal(["1a", "1b", "2a", "2b", "3a", "3b"], names);
        Assert.Equal(["?limit=2&sort=name", "?limit=2&cursor=c1&sort=name", "?limit=2&cursor=c2&sort=name"], asked);

        asked.Clear();
        await foreach (var file in files.ListAllFilesAsync()) break;
        Assert.Single(asked);
    }
}
