using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Files;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Files;

public sealed class CompressFileTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();

    [Fact]
    public async Task What_gets_smaller_is_kept_as_gzip_and_the_original_goes()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        await RunAllAsync();
        var file = await user.GetJsonAsync($"/files/{id}");
        Assert.Equal("ready", file.GetProperty("status").GetString());
        Assert.InRange(file.GetProperty("stored_size").GetInt64(), 1, 50_000);
        Assert.Equal(100_000, file.GetProperty("size").GetInt64());
        Assert.EndsWith(".gz", Assert.Single(await host.ObjectsAsync(user.Id)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(100_000)]
    public async Task What_does_not_get_smaller_is_kept_as_it_is(int size)
    {
        var bytes = FilesUser.Noise(size);
        var id = await user.UploadAsync("a.bin", bytes);
        await RunAllAsync();
        var file = await user.GetJsonAsync($"/files/{id}");
        Assert.Equal("ready", file.GetProperty("status").GetString());
        Assert.Equal(size, file.GetProperty("stored_size").GetInt64());
        Assert.Equal($"files/{user.Id}/{id}", Assert.Single(await host.ObjectsAsync(user.Id)));
        using var download = await user.GetAsync($"/files/{id}/content", ("Accept-Encoding", "gzip"));
        Assert.Empty(download.Content.Headers.ContentEncoding);
        Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Running_it_again_changes_nothing()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        await RunAllAsync();
        using var before = await user.GetAsync($"/files/{id}");
        var objects = await host.ObjectsAsync(user.Id);
        await EnqueueAsync(id);
        await RunAllAsync();
        using var after = await user.GetAsync($"/files/{id}");
        Assert.Equal(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(objects, await host.ObjectsAsync(user.Id));
    }

    [Fact]
    public async Task A_run_after_one_that_died_while_compressing_finishes_the_work()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        Assert.NotNull(await Store.BeginCompressionAsync(id, default));
        Assert.Equal("compressing", (await user.GetJsonAsync($"/files/{id}")).GetProperty("status").GetString());
        await RunAllAsync();
        Assert.Equal("ready", (await user.GetJsonAsync($"/files/{id}")).GetProperty("status").GetString());
        Assert.Single(await host.ObjectsAsync(user.Id));
    }

    [Fact]
    public async Task A_file_that_is_deleted_first_is_no_failure()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{id}");
        await RunAllAsync();
        await host.AssertNothingLeftAsync(user);
    }

    [Fact]
    public async Task A_result_that_is_not_the_upload_is_never_swapped_in()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        // The object rots in the storage: other bytes, which compress well too.
        await Storage.Put(Bucket, FileKeys.Original(user.Id, id), new MemoryStream(FilesUser.Text(99_999)), PutMode.Overwrite, default);
        var outcome = await host.RunJobAsync<CompressFile, CompressFilePayload>(CompressFile.Kind);
        Assert.Equal(JobVerdict.Retry, outcome?.Verdict);
        Assert.Equal($"files/{user.Id}/{id}", Assert.Single(await host.ObjectsAsync(user.Id)));
        await BuryAsync(id);
    }

    [Fact]
    public async Task A_file_that_cannot_be_compressed_says_so_and_stays()
    {
        var bytes = FilesUser.Text(100_000);
        var id = await user.UploadAsync("a.txt", bytes);
        await BuryAsync(id);
        var file = await user.GetJsonAsync($"/files/{id}");
        Assert.Equal("failed", file.GetProperty("status").GetString());
        Assert.Contains("could not be compressed", file.GetProperty("error").GetString(), StringComparison.Ordinal);
        using var download = await user.GetAsync($"/files/{id}/content");
        Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_run_that_lost_its_job_does_not_swap_and_leaves_nothing()
    {
        var id = await user.UploadAsync("a.txt", FilesUser.Text(100_000));
        var ledger = new JobLedger(host.Database.DataSource);
        var room = new Dictionary<string, int> { [CompressFile.Kind] = 1 };
        var job = (await ledger.ClaimAsync("slow", room, 1, TimeSpan.FromMinutes(1), default)).Single();
        // It is given back and taken up by another worker meanwhile.
        await ledger.RetryAsync(job, "lost", TimeSpan.Zero, default);
        var slow = ActivatorUtilities.CreateInstance<CompressFile>(host.Services);
        await Assert.ThrowsAsync<LostJobException>(() => slow.RunAsync(new CompressFilePayload(id), new JobContext(job), default));
        Assert.Equal($"files/{user.Id}/{id}", Assert.Single(await host.ObjectsAsync(user.Id)));
        await RunAllAsync();
        Assert.Equal("ready", (await user.GetJsonAsync($"/files/{id}")).GetProperty("status").GetString());
    }

    FileStore Store => host.Services.GetRequiredService<FileStore>();

    IObjectStorage Storage => host.Services.GetRequiredService<IObjectStorage>();

    BucketName Bucket => host.Services.GetRequiredService<ServerBucket>().Name;

    async Task RunAllAsync()
    {
        while (await host.RunJobAsync<CompressFile, CompressFilePayload>(CompressFile.Kind) is { } outcome)
            Assert.Equal(JobVerdict.Done, outcome.Verdict);
        while (await host.RunJobAsync<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind) is { } outcome)
            Assert.Equal(JobVerdict.Done, outcome.Verdict);
    }

    async Task EnqueueAsync(Guid id)
    {
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await host.Services.GetRequiredService<JobQueue>().EnqueueAsync(transaction, CompressFile.Kind, new CompressFilePayload(id));
        await transaction.CommitAsync();
    }

    /// <summary>What the queue does when a job's attempts are used up.</summary>
    async Task BuryAsync(Guid id)
    {
        await using var connection = await host.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ActivatorUtilities.CreateInstance<CompressFile>(host.Services).BuryAsync(new CompressFilePayload(id), "attempts",
            transaction, default);
        await connection.ExecuteAsync("DELETE FROM jobs WHERE payload::text LIKE '%' || @id || '%'", new { id = id.ToString() },
            transaction);
        await transaction.CommitAsync();
    }
}
