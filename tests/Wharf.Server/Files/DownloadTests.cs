using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Wharf.Server.Files;
using Wharf.Server.Jobs;

namespace Wharf.Server.Tests.Files;

public sealed class DownloadTests(FilesHost host) : IClassFixture<FilesHost>
{
    const int Size = 200_000;

    readonly FilesUser user = host.NewUser();
    readonly byte[] bytes = FilesUser.Text(Size);

    [Fact]
    public async Task A_compressed_file_goes_as_gzip_to_those_who_take_it_and_as_it_was_to_all_others()
    {
        var path = await UploadCompressedAsync();

        using var plain = await user.GetAsync(path);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(Size, plain.Content.Headers.ContentLength);
        Assert.Equal(bytes, await plain.Content.ReadAsByteArrayAsync());

        using var gzip = await user.GetAsync(path, ("Accept-Encoding", "gzip, br"));
        Assert.Equal(["gzip"], gzip.Content.Headers.ContentEncoding);
        var stored = await gzip.Content.ReadAsByteArrayAsync();
        Assert.InRange(stored.Length, 1, Size / 2);
        Assert.Equal(stored.Length, gzip.Content.Headers.ContentLength);
        Assert.Equal(bytes, Decompress(stored));

        Assert.NotEqual(plain.Headers.ETag, gzip.Headers.ETag);
        foreach (var (response, body) in new[] { (plain, bytes), (gzip, stored) })
        {
            Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
            Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
            Assert.False(response.Headers.ETag!.IsWeak);
            Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:", response.Headers.GetValues("Repr-Digest").Single());
            Assert.Equal("attachment; filename=\"a.txt\"", response.Content.Headers.ContentDisposition!.ToString());
        }
    }

    [Fact]
    public async Task The_original_keeps_its_etag_when_the_file_is_compressed()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        using var before = await user.GetAsync($"/files/{id}/content", ("Accept-Encoding", "gzip"));
        await CompressAsync();
        using var after = await user.GetAsync($"/files/{id}/content", ("If-None-Match", before.Headers.ETag!.ToString()));
        Assert.Empty(before.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.NotModified, after.StatusCode);
        Assert.Equal("Accept-Encoding", after.Headers.Vary.Single());
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, "gzip")]
    public async Task A_range_is_the_slice_of_the_coding_that_is_sent(bool compressed, string? coding)
    {
        var path = compressed ? await UploadCompressedAsync() : $"/files/{await user.UploadAsync("a.txt", bytes)}/content";
        var accept = ("Accept-Encoding", coding ?? "identity");
        using var whole = await user.GetAsync(path, accept);
        var all = await whole.Content.ReadAsByteArrayAsync();
        var random = new Random(7);
        for (var round = 0; round < 25; round++)
        {
            var first = random.Next(all.Length);
            var last = first + random.Next(all.Length);
            using var part = await user.GetAsync(path, accept, ("Range", $"bytes={first}-{last}"),
                ("If-Range", whole.Headers.ETag!.ToString()));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            last = Math.Min(last, all.Length - 1);
            Assert.Equal($"bytes {first}-{last}/{all.Length}", part.Content.Headers.ContentRange!.ToString());
            Assert.Equal(all[first..(last + 1)], await part.Content.ReadAsByteArrayAsync());
            Assert.Equal(whole.Headers.GetValues("Repr-Digest"), part.Headers.GetValues("Repr-Digest"));
            Assert.Equal(whole.Headers.ETag, part.Headers.ETag);
        }
    }

    [Fact]
    public async Task A_range_outside_of_the_content_is_a_problem_that_tells_its_length()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        using var response = await user.GetAsync($"/files/{id}/content", ("Range", $"bytes={Size}-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal($"bytes */{Size}", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("Range", "bytes=0-1,5-6")]
    [InlineData("Range", "lines=0-1")]
    [InlineData("If-Range", "\"another\"")]
    [InlineData("If-Range", "Tue, 01 Jan 2030 00:00:00 GMT")]
    public async Task All_is_sent_where_a_range_cannot_be(string header, string value)
    {
        var id = await user.UploadAsync("a.txt", bytes);
        (string, string)[] headers = header == "Range" ? [(header, value)] : [(header, value), ("Range", "bytes=0-1")];
        using var response = await user.GetAsync($"/files/{id}/content", headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_and_no_range()
    {
        var path = await UploadCompressedAsync();
        foreach (var coding in new[] { "identity", "gzip" })
        {
            using var get = await user.GetAsync(path, ("Accept-Encoding", coding));
            using var head = await user.SendAsync(HttpMethod.Head, path, null, ("Accept-Encoding", coding), ("Range", "bytes=0-1"));
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            Assert.Equal(Describe(get), Describe(head));
        }

        static string Describe(HttpResponseMessage response) => string.Join(
            '\n', response.Headers.Concat(response.Content.Headers).Where(header =>
                header.Key is not ("Date" or "X-Correlation-ID" or "traceparent"))
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order());
    }

    [Theory]
    [InlineData("If-Match", "\"another\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "*", HttpStatusCode.OK)]
    [InlineData("If-None-Match", "*", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "\"another\"", HttpStatusCode.OK)]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", HttpStatusCode.NotModified)]
    [InlineData("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT", HttpStatusCode.PreconditionFailed)]
    public async Task Conditions_hold_for_get_and_head(string header, string value, HttpStatusCode status)
    {
        var id = await user.UploadAsync("a.txt", bytes);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var response = await user.SendAsync(method, $"/files/{id}/content", null, (header, value));
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Last_modified_is_a_date_that_if_modified_since_takes()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        using var first = await user.GetAsync($"/files/{id}/content");
        var modified = first.Content.Headers.LastModified!.Value.ToString("R", CultureInfo.InvariantCulture);
        using var second = await user.GetAsync($"/files/{id}/content", ("If-Modified-Since", modified));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task An_empty_file_has_no_range()
    {
        var id = await user.UploadAsync("empty", []);
        using var response = await user.GetAsync($"/files/{id}/content", ("Range", "bytes=0-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        using var suffix = await user.GetAsync($"/files/{id}/content", ("Range", "bytes=-5"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, suffix.StatusCode);
    }

    [Fact]
    public async Task To_another_user_a_file_does_not_exist()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        var other = host.NewUser();
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, $"/files/{id}"), (HttpMethod.Delete, $"/files/{id}"),
            (HttpMethod.Get, $"/files/{id}/content"), (HttpMethod.Head, $"/files/{id}/content"),
            (HttpMethod.Get, $"/files/{Guid.NewGuid()}/content"),
        })
        {
            using var response = await other.SendAsync(method, path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        Assert.Equal(0, (await other.GetJsonAsync("/files")).GetProperty("items").GetArrayLength());
        Assert.Equal("a.txt", (await user.GetJsonAsync($"/files/{id}")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_download_in_progress_survives_compression_and_deletion()
    {
        var large = FilesUser.Noise(250_000);
        var id = await user.UploadAsync("a.bin", [.. large, .. new byte[30_000]]);
        using var download = await user.GetAsync($"/files/{id}/content");
        await using var content = await download.Content.ReadAsStreamAsync();
        var start = new byte[10];
        await content.ReadExactlyAsync(start);

        await CompressAsync();
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        while (await host.RunJobAsync<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind) is not null) { }
        Assert.Empty(await host.ObjectsAsync(user.Id));

        using var rest = new MemoryStream();
        await content.CopyToAsync(rest);
        Assert.Equal([.. large, .. new byte[30_000]], start.Concat(rest.ToArray()));
    }

    async Task<string> UploadCompressedAsync()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        await CompressAsync();
        return $"/files/{id}/content";
    }

    async Task CompressAsync()
    {
        // Other tests of this host leave jobs behind; all of them are run.
        while (await host.RunJobAsync<CompressFile, CompressFilePayload>(CompressFile.Kind) is { } outcome)
            Assert.Equal(JobVerdict.Done, outcome.Verdict);
    }

    static byte[] Decompress(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var original = new MemoryStream();
        stream.CopyTo(original);
        return original.ToArray();
    }
}
