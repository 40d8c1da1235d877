using System.Net;
using System.Text.Json;
using Wharf.Server.Files;

namespace Wharf.Server.Tests.Files;

public sealed class FileListTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();

    [Theory]
    [InlineData("created_at")]
    [InlineData("-created_at")]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("size")]
    [InlineData("-size")]
    public async Task Pages_have_every_file_once_and_in_order(string sort)
    {
        // Equal names, sizes and times: two requests of three files each, and one more.
        await user.UploadAsync(("b", [1]), ("a", [1]), ("b", [1, 2]));
        await user.UploadAsync(("Ä", []), ("a", [1]), ("z", [1, 2]));
        await user.UploadAsync(("Z", [1]));
        var everything = (await user.GetJsonAsync("/files?limit=100")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(7, everything.Count);

        var seen = new List<JsonElement>();
        for (string? path = $"/files?limit=2&sort={sort}"; path is not null;)
        {
            using var response = await user.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var page = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            var cursor = page.GetProperty("next_cursor").GetString();
            Assert.Equal(cursor is not null, response.Headers.Contains("Link"));
            path = cursor is null ? null : response.Headers.GetValues("Link").Single().Split('<', '>')[1];
            if (path is not null) Assert.EndsWith($"cursor={cursor}", path, StringComparison.Ordinal);
        }
        Assert.Equal(everything.Select(Id).Order(), seen.Select(Id).Order());
        Func<JsonElement, JsonElement, int> compare = sort.TrimStart('-') switch
        {
            "name" => (x, y) => string.CompareOrdinal(x.GetProperty("name").GetString(), y.GetProperty("name").GetString()),
            "size" => (x, y) => x.GetProperty("size").GetInt64().CompareTo(y.GetProperty("size").GetInt64()),
            _ => (x, y) => x.GetProperty("created_at").GetDateTimeOffset().CompareTo(y.GetProperty("created_at").GetDateTimeOffset()),
        };
        var sign = sort.StartsWith('-') ? -1 : 1;
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(sign * compare(pair.First, pair.Second) <= 0));
    }

    [Fact]
    public async Task The_longest_name_can_be_paged_by()
    {
        var name = string.Concat(Enumerable.Repeat("😀", 255));
        await user.UploadAsync((name, []), (name, []), (name, []));
        var first = await user.GetJsonAsync("/files?limit=2&sort=name");
        var second = await user.GetJsonAsync($"/files?limit=2&sort=name&cursor={first.GetProperty("next_cursor").GetString()}");
        Assert.Equal(1, second.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_filter_by_status_lists_those_alone()
    {
        var small = await user.UploadAsync("small", [1]);
        while (await host.RunJobAsync<CompressFile, CompressFilePayload>(CompressFile.Kind) is not null) { }
        var stored = await user.UploadAsync("stored", [1]);
        Assert.Equal([small], (await user.GetJsonAsync("/files?status=ready")).GetProperty("items").EnumerateArray().Select(Id));
        Assert.Equal([stored], (await user.GetJsonAsync("/files?status=stored")).GetProperty("items").EnumerateArray().Select(Id));
        Assert.Empty((await user.GetJsonAsync("/files?status=failed")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_cursor_of_another_order_filter_or_user_is_refused()
    {
        await user.UploadAsync(("a", []), ("b", []));
        var other = host.NewUser();
        await other.UploadAsync(("a", []), ("b", []));
        var cursor = (await user.GetJsonAsync("/files?limit=1&sort=name")).GetProperty("next_cursor").GetString();
        foreach (var (caller, query) in new[]
        {
            (user, $"sort=size&cursor={cursor}"), (user, $"sort=name&status=stored&cursor={cursor}"), (other, $"sort=name&cursor={cursor}"),
            (user, $"sort=name&cursor={cursor}A"), (user, "cursor=AAAA"),
        })
        {
            using var response = await caller.GetAsync($"/files?{query}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("sort=age")]
    [InlineData("status=lost")]
    [InlineData("cursor=")]
    [InlineData("unknown=1")]
    [InlineData("limit=1&limit=2")]
    public async Task A_query_that_is_not_in_the_contract_is_refused(string query)
    {
        using var response = await user.GetAsync($"/files?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    static Guid Id(JsonElement file) => file.GetProperty("id").GetGuid();
}
