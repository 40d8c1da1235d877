using System.Net;
using System.Text;
using System.Text.Json;
using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class FileChangeTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();

    [Fact]
    public async Task A_rename_changes_name_and_etag_and_not_the_content()
    {
        var id = await user.UploadAsync("old", [1, 2, 3]);
        using var before = await user.GetAsync($"/files/{id}");
        using var content = await user.GetAsync($"/files/{id}/content");
        using var renamed = await RenameAsync(id, "new.txt", ("If-Match", before.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        Assert.NotEqual(before.Headers.ETag, renamed.Headers.ETag);
        Assert.Equal("new.txt",
            JsonSerializer.Deserialize<JsonElement>(await renamed.Content.ReadAsStringAsync()).GetProperty("name").GetString());
        using var after = await user.GetAsync($"/files/{id}/content");
        Assert.Equal(content.Headers.ETag, after.Headers.ETag);
        Assert.Equal("attachment; filename=\"new.txt\"", after.Content.Headers.ContentDisposition!.ToString());
    }

    [Fact]
    public async Task A_change_that_expects_another_version_fails_and_changes_nothing()
    {
        var id = await user.UploadAsync("old", [1]);
        using var before = await user.GetAsync($"/files/{id}");
        var seen = before.Headers.ETag!.ToString();
        using var first = await RenameAsync(id, "first", ("If-Match", seen));
        using var second = await RenameAsync(id, "second", ("If-Match", seen));
        using var weak = await RenameAsync(id, "weak", ("If-Match", "W/" + first.Headers.ETag));
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{id}", null, ("If-Match", seen));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed],
            [first.StatusCode, second.StatusCode, weak.StatusCode, deleted.StatusCode]);
        Assert.Equal("first", (await user.GetJsonAsync($"/files/{id}")).GetProperty("name").GetString());
        using var any = await RenameAsync(id, "any", ("If-Match", $"{seen}, {first.Headers.ETag}"));
        Assert.Equal(HttpStatusCode.OK, any.StatusCode);
    }

    [Fact]
    public async Task Of_renames_that_race_for_one_version_one_wins()
    {
        var id = await user.UploadAsync("old", [1]);
        using var before = await user.GetAsync($"/files/{id}");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => RenameAsync(id, $"name {i}", ("If-Match", before.Headers.ETag!.ToString()))));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task What_is_unchanged_is_not_sent_again()
    {
        var id = await user.UploadAsync("a", [1]);
        using var first = await user.GetAsync($"/files/{id}");
        using var second = await user.GetAsync($"/files/{id}", ("If-None-Match", $"\"x\", W/{first.Headers.ETag}"));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task A_deleted_file_is_gone_at_once_and_its_object_after_the_job()
    {
        var id = await user.UploadAsync("a", [1]);
        using var before = await user.GetAsync($"/files/{id}");
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{id}", null, ("If-Match", before.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var path in new[] { $"/files/{id}", $"/files/{id}/content" })
        {
            using var gone = await user.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
        using var again = await user.SendAsync(HttpMethod.Delete, $"/files/{id}");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        while (await host.RunJobAsync<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind) is not null) { }
        await host.AssertNothingLeftAsync(user);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a/b"}""")]
    [InlineData("""{"name":"a\\b"}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":".."}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":"a","size":1}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":"a"}}""")]
    public async Task A_change_that_is_not_in_the_contract_is_refused(string json)
    {
        var id = await user.UploadAsync("a", [1]);
        using var response = await user.SendAsync(HttpMethod.Patch, $"/files/{id}",
            new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0198c5a2-7b1c-7000-8000-00000000001")]
    [InlineData("%20")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        using var response = await user.GetAsync($"/files/{id}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    Task<HttpResponseMessage> RenameAsync(Guid id, string name, params (string, string)[] headers) =>
        user.SendAsync(HttpMethod.Patch, $"/files/{id}", new StringContent($$"""{"name":"{{name}}"}""", Encoding.UTF8, "application/json"),
            headers);
}
