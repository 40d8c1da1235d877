using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Wharf.Server.Tests.Files;

/// <summary>
/// The real server, killed at bad moments and started again on the same data folder: what was acknowledged is whole, what was not is not
/// there, and no object stays that belongs to no file.
/// </summary>
public sealed class KilledServerTests : IDisposable
{
    const string Type = $"Content-Type: multipart/form-data; boundary={RawForm.Boundary}";

    // A dead writer counts as dead, and a dead worker's job as free, after seconds and not after hours.
    static readonly (string, string)[] Settings =
    [
        ("Wharf__Files__UploadTimeLimit", "00:00:20"), ("Wharf__Files__AbandonedAfter", "00:00:21"),
        ("Wharf__Files__OrphanAge", "00:00:00"), ("Wharf__Files__SweepInterval", "00:00:01"),
        ("Wharf__Jobs__LeaseDuration", "00:00:01"), ("Wharf__Jobs__PollInterval", "00:00:00.2"),
    ];

    static readonly (string, string)[] Impatient =
        [.. Settings[2..], ("Wharf__Files__UploadTimeLimit", "00:00:02"), ("Wharf__Files__AbandonedAfter", "00:00:03")];

    readonly string data = Directory.CreateTempSubdirectory("wharf-killed-").FullName;

    [Fact]
    public async Task Killed_during_an_upload_the_server_keeps_what_it_has_acknowledged_and_nothing_else()
    {
        var kept = FilesUser.Noise(3_000_000);
        await using (var server = await ServerProcess.StartAsync(data, Settings))
        {
            await server.User.UploadAsync("kept", kept);
            // The two samples and this one; the originals of what was compressed go a moment after it is ready.
            await WaitForAsync(async () => (await StatusesAsync(server.User)).All(status => status == "ready") && Objects().Length == 3);

            using var connection = await RawConnection.OpenAsync(server.User.Server);
            using var begun = new RawForm().Part("lost 1", FilesUser.Noise(100_000)).Part("lost 2", FilesUser.Noise(1_000_000));
            await connection.BeginUploadAsync(server.User, Type, "Content-Length: 2000000");
            await connection.SendAsync(begun.Unfinished()[..^100_000]);
            await WaitForAsync(() => Task.FromResult(Objects().Length == 4 && Unfinished().Length > 0));
            await server.KillAsync();
        }
        Assert.NotEmpty(Unfinished());
        await using var restarted = await ServerProcess.StartAsync(data, Impatient);
        Assert.Empty(Unfinished());
        var files = await ListAsync(restarted.User);
        Assert.Equal(["harbour log.csv", "hello.txt", "kept"],
            files.Select(file => file.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        await AssertWholeAsync(restarted.User, files.Single(file => file.GetProperty("name").GetString() == "kept"), kept);
        await WaitForAsync(() => Task.FromResult(Objects().Length == 3));
    }

    [Fact]
    public async Task Killed_during_a_compression_the_server_finishes_it_after_the_restart()
    {
        // Hexadecimal noise: compresses to a half, and slowly.
        var bytes = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(FilesUser.Noise(30_000_000)));
        Guid id;
        await using (var server = await ServerProcess.StartAsync(data, Settings))
        {
            id = await server.User.UploadAsync("large", bytes);
            await WaitForAsync(async () => await StatusAsync(server.User, id) == "compressing" && Unfinished().Length > 0);
            await server.KillAsync();
        }
        await using var restarted = await ServerProcess.StartAsync(data, Impatient);
        var seen = await restarted.User.GetJsonAsync($"/files/{id}");
        Assert.Contains(seen.GetProperty("status").GetString(), new[] { "compressing", "ready" });
        await AssertWholeAsync(restarted.User, seen, bytes);
        await WaitForAsync(async () => await StatusAsync(restarted.User, id) == "ready");
        var ready = await restarted.User.GetJsonAsync($"/files/{id}");
        Assert.True(ready.GetProperty("stored_size").GetInt64() < bytes.Length);
        await AssertWholeAsync(restarted.User, ready, bytes);
        await WaitForAsync(() => Task.FromResult(Objects().Length == 3));
        Assert.Empty(Unfinished());
    }

    [Fact]
    public async Task Killed_again_and_again_at_any_moment_it_loses_nothing_that_was_acknowledged()
    {
        var acknowledged = new Dictionary<Guid, byte[]>();
        var random = new Random(11);
        for (var round = 0; round < 3; round++)
        {
            await using var server = await ServerProcess.StartAsync(data, Settings);
            var uploads = UploadUntilKilledAsync(server.User, round, acknowledged);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System);
            await server.KillAsync();
            await uploads;
        }
        Assert.NotEmpty(acknowledged);
        await using var last = await ServerProcess.StartAsync(data, Impatient);
        var files = await ListAsync(last.User);
        // A file may be there whose acknowledgement was lost on the way; none may be missing, and each is what it says.
        foreach (var (id, bytes) in acknowledged)
            await AssertWholeAsync(last.User, files.Single(file => file.GetProperty("id").GetGuid() == id), bytes);
        await WaitForAsync(async () => (await StatusesAsync(last.User)).All(status => status == "ready"));
        foreach (var file in await ListAsync(last.User)) await AssertWholeAsync(last.User, file, null);
        await WaitForAsync(() => Task.FromResult(Objects().Length == files.Count));
    }

    public void Dispose() => Directory.Delete(data, recursive: true);

    static async Task UploadUntilKilledAsync(FilesUser user, int round, Dictionary<Guid, byte[]> acknowledged)
    {
        try
        {
            // A page shows them all.
            for (var i = 0; i < 30; i++)
            {
                var bytes = i % 2 == 0 ? FilesUser.Text(50_000 + i) : FilesUser.Noise(400_000, (100 * round) + i);
                acknowledged.Add(await user.UploadAsync($"{round}.{i}", bytes), bytes);
            }
        }
        catch (HttpRequestException)
        {
            // The server has been killed.
        }
    }

    static async Task AssertWholeAsync(FilesUser user, JsonElement file, byte[]? bytes)
    {
        using var download = await user.GetAsync($"/files/{file.GetProperty("id").GetGuid()}/content");
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        var received = await download.Content.ReadAsByteArrayAsync();
        Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(received)));
        if (bytes is not null) Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(received));
    }

    static async Task<List<JsonElement>> ListAsync(FilesUser user)
    {
        var page = await user.GetJsonAsync("/files?limit=100");
        Assert.Null(page.GetProperty("next_cursor").GetString());
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    static async Task<IEnumerable<string?>> StatusesAsync(FilesUser user) =>
        (await ListAsync(user)).Select(file => file.GetProperty("status").GetString());

    static async Task<string?> StatusAsync(FilesUser user, Guid id) =>
        (await user.GetJsonAsync($"/files/{id}")).GetProperty("status").GetString();

    static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "It did not come to pass within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    // As the disk keeps them: an object's file ends with `=`.
    string[] Objects() => Directory.GetFiles(Path.Combine(data, "objects", "wharf"), "*=", SearchOption.AllDirectories);

    string[] Unfinished() => [.. Directory.GetFiles(Path.Combine(data, "objects", ".incoming"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "lock" && new FileInfo(file) is { Exists: true, Length: > 0 })];
}
