using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Files;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Files;

public sealed class SweepObjectsTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();

    [Fact]
    public async Task An_object_without_a_row_goes_and_one_with_a_row_stays()
    {
        var id = await user.UploadAsync("a", [1]);
        await PutAsync(Guid.NewGuid());
        await SweepAsync();
        Assert.Equal($"files/{user.Id}/{id}", Assert.Single(await host.ObjectsAsync(user.Id)));
    }

    [Fact]
    public async Task An_announced_object_stays_until_its_writer_must_be_dead()
    {
        var key = await PutAsync(Guid.NewGuid());
        await Announced.AnnounceAsync(key, default);
        await SweepAsync();
        Assert.Single(await host.ObjectsAsync(user.Id));

        await AgeAsync(key, TimeSpan.FromHours(14));
        await SweepAsync();
        await host.AssertNothingLeftAsync(user);
    }

    [Fact]
    public async Task An_upload_that_was_taken_for_dead_cannot_make_rows()
    {
        var id = Guid.NewGuid();
        var key = await PutAsync(id);
        await Announced.AnnounceAsync(key, default);
        await AgeAsync(key, TimeSpan.FromHours(14));
        await SweepAsync();
        var digest = new string('0', 64);
        var files = host.Services.GetRequiredService<FileStore>();
        Assert.Null(await files.AddAsync(user.Id, [new ReceivedFile(id, "a", "text/plain", key, 1, digest)], default));
        Assert.Equal(0, (await user.GetJsonAsync("/files")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_clean_up_after_a_commit_removes_nothing()
    {
        // As when the connection to the database breaks after it has committed and before it could say so.
        var id = await user.UploadAsync("a", [1]);
        await host.Services.GetRequiredService<DiscardObjects>().RunAsync([FileKeys.Original(user.Id, id)]);
        Assert.Single(await host.ObjectsAsync(user.Id));
    }

    [Fact]
    public async Task Uploads_beside_a_busy_sweep_lose_nothing()
    {
        using var done = new CancellationTokenSource();
        var sweeping = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await SweepAsync();
        });
        var ids = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            var added = await user.UploadAsync(("a", FilesUser.Text(10)), ("b", FilesUser.Text(20)));
            ids.AddRange(added.Select(file => file.GetProperty("id").GetGuid()));
        }
        await done.CancelAsync();
        await sweeping;
        foreach (var id in ids)
        {
            using var download = await user.GetAsync($"/files/{id}/content");
            Assert.InRange((await download.Content.ReadAsByteArrayAsync()).Length, 10, 20);
        }
    }

    AnnouncedObjectStore Announced => host.Services.GetRequiredService<AnnouncedObjectStore>();

    async Task<ObjectKey> PutAsync(Guid id)
    {
        var key = FileKeys.Original(user.Id, id);
        await host.Services.GetRequiredService<IObjectStorage>()
            .Put(host.Services.GetRequiredService<ServerBucket>().Name, key, new MemoryStream([1]), PutMode.CreateOnly, default);
        return key;
    }

    Task<int> SweepAsync() => ActivatorUtilities.CreateInstance<SweepObjects>(host.Services).RunAsync(default);

    async Task AgeAsync(ObjectKey key, TimeSpan age)
    {
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE announced_objects SET announced_at = now() - @age WHERE object_key = @key",
            new { age, key = key.Value });
    }
}
