using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wharf.Server.Tests.Files;

public sealed class UploadTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();

    [Fact]
    public async Task An_uploaded_file_is_described_and_can_be_downloaded_at_once()
    {
        var bytes = FilesUser.Text(100_000);
        using var response = await user.TryUploadAsync(("report.txt", bytes));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);

        var file = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("items")[0];
        var path = $"/files/{file.GetProperty("id").GetGuid()}";
        Assert.Equal(path, response.Headers.Location!.ToString());
        Assert.Equal("report.txt", file.GetProperty("name").GetString());
        Assert.Equal("text/plain", file.GetProperty("content_type").GetString());
        Assert.Equal(100_000, file.GetProperty("size").GetInt64());
        Assert.Equal(100_000, file.GetProperty("stored_size").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), file.GetProperty("sha256").GetString());
        Assert.Equal("stored", file.GetProperty("status").GetString());
        Assert.False(file.TryGetProperty("error", out _));
        Assert.Equal(file.ToString(), (await user.GetJsonAsync(path)).ToString());

        using var download = await user.GetAsync($"{path}/content");
        Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Files_of_one_request_come_back_in_their_order_even_with_equal_names()
    {
        var files = await user.UploadAsync(("b", FilesUser.Text(3)), ("a", []), ("b", FilesUser.Text(5)));
        Assert.Equal([("b", 3), ("a", 0), ("b", 5)],
            files.Select(file => (file.GetProperty("name").GetString(), file.GetProperty("size").GetInt32())));
        Assert.Equal(3, (await host.ObjectsAsync(user.Id)).Count);
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var id = await user.UploadAsync("empty", []);
        using var download = await user.GetAsync($"/files/{id}/content");
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal(0, download.Content.Headers.ContentLength);
        Assert.Empty(await download.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("...")]
    [InlineData("näme 漢字 😀.txt")]
    [InlineData("con")]
    [InlineData("a%2Fb;\"quoted\".txt")]
    public async Task A_name_is_kept_as_it_is(string name)
    {
        using var form = new RawForm().Part(name, FilesUser.Text(1));
        using var response = await user.SendAsync(HttpMethod.Post, "/upload_files", form.Content());
        var file = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("items")[0];
        Assert.Equal(name, file.GetProperty("name").GetString());
        using var head = await user.SendAsync(HttpMethod.Head, $"/files/{file.GetProperty("id").GetGuid()}/content");
        var disposition = head.Content.Headers.ContentDisposition!;
        Assert.Equal(name, disposition.FileNameStar ?? disposition.FileName!.Trim('"'));
    }

    [Fact]
    public async Task A_name_may_have_255_characters_of_any_kind()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 255));
        Assert.Equal(name, (await user.UploadAsync((name, [])))[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a\u0001b")]
    [InlineData("a\u0085b")]
    [InlineData("")]
    public async Task A_name_that_is_no_plain_name_is_refused_and_leaves_nothing(string name)
    {
        using var form = new RawForm().Part("good", FilesUser.Text(1000)).Part(name, FilesUser.Text(1000));
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "files");
    }

    [Fact]
    public async Task A_name_of_300_bytes_is_refused_and_leaves_nothing()
    {
        using var form = new RawForm().Part("good", FilesUser.Text(1000)).Part(new string('n', 300), FilesUser.Text(1000));
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "maxLength");
    }

    [Fact]
    public async Task A_part_that_is_not_in_the_contract_is_refused_with_all_files_of_the_request()
    {
        using var form = new RawForm().Part("good", FilesUser.Text(1000)).Part("good", FilesUser.Text(10), field: "other");
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "other");
    }

    [Fact]
    public async Task A_file_without_a_name_is_refused()
    {
        using var form = new RawForm().Part(null, FilesUser.Text(10));
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "filename");
    }

    [Fact]
    public async Task A_request_without_files_is_refused()
    {
        using var form = new RawForm();
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "files");
    }

    [Fact]
    public async Task More_files_than_a_request_may_have_are_refused_and_leave_nothing()
    {
        using var form = new RawForm();
        for (var i = 0; i < 101; i++) form.Part($"{i}", FilesUser.Text(1));
        await AssertRefusedAsync(form, HttpStatusCode.BadRequest, "maxItems");
    }

    [Fact]
    public async Task Another_content_type_is_refused_and_the_answer_names_the_right_one()
    {
        using var response = await user.SendAsync(HttpMethod.Post, "/upload_files",
            new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("multipart/form-data", response.Headers.GetValues("Accept").Single());
    }

    [Theory]
    [InlineData("text/html; charset=utf-8", "text/html; charset=utf-8")]
    [InlineData(null, "application/octet-stream")]
    [InlineData("text/plain; title=\"\u00e9\"", "application/octet-stream")]
    public async Task A_type_comes_back_as_it_was_sent_where_a_header_can_hold_it(string? sent, string kept)
    {
        using var form = new RawForm().Part("page", FilesUser.Text(10), type: sent);
        using var response = await user.SendAsync(HttpMethod.Post, "/upload_files", form.Content());
        var file = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("items")[0];
        Assert.Equal(kept, file.GetProperty("content_type").GetString());
        using var download = await user.GetAsync($"/files/{file.GetProperty("id").GetGuid()}/content");
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal(kept, download.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("nosniff", download.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Without_credentials_nothing_is_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload_files") { Content = FilesUser.Form(("a", [1])) };
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    async Task AssertRefusedAsync(RawForm form, HttpStatusCode status, string named)
    {
        using var response = await user.SendAsync(HttpMethod.Post, "/upload_files", form.Content());
        var problem = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, problem);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(named, problem, StringComparison.Ordinal);
        await host.AssertNothingLeftAsync(user);
    }
}
