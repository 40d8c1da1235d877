using System.Net.Http.Headers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Accounts;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Files;

/// <summary>The server without a worker, so that jobs run when a test says so.</summary>
public class FilesHost : WharfHost
{
    public const int UploadLimit = 300_000;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Wharf:Role"] = "api",
        ["Wharf:Files:MaximumUploadSize"] = $"{UploadLimit}",
        ["Wharf:Files:OrphanAge"] = "00:00:00",
    };

    private protected IObjectStorage Storage => Services.GetRequiredService<IObjectStorage>();

    private protected BucketName Bucket => Services.GetRequiredService<ServerBucket>().Name;

    /// <summary>Somebody new, with an API token.</summary>
    public FilesUser NewUser()
    {
        var name = Guid.NewGuid().ToString();
        var users = Services.GetRequiredService<ImportedUsers>();
        var imported = users.ImportAsync([new ImportedUser(name, null, name)], default).GetAwaiter().GetResult();
        return new FilesUser(Client, new AuthenticationHeaderValue("Token", name), imported.Users[name]);
    }

    /// <summary>Runs the oldest job of a kind, as a worker would.</summary>
    internal async Task<JobOutcome?> RunJobAsync<TJob, TPayload>(string kind) where TJob : IJob<TPayload>
    {
        var ledger = new JobLedger(Database.DataSource);
        var claimed = await ledger.ClaimAsync("test", new Dictionary<string, int> { [kind] = 1 }, 1, TimeSpan.FromMinutes(1), default);
        if (claimed is not [var job]) return null;
        var known = Services.GetRequiredService<JobKinds>()[kind];
        var outcome = await known.RunAsync(Services, job.Payload, new JobContext(job), default);
        if (outcome.Verdict == JobVerdict.Done) await ledger.CompleteAsync(job, default);
        else await ledger.RetryAsync(job, outcome.Reason!, TimeSpan.Zero, default);
        return outcome;
    }

    /// <summary>The keys of all objects of files.</summary>
    public async Task<IReadOnlyList<string>> ObjectsAsync(Guid owner)
    {
        var page = await Storage.List(Bucket, $"files/{owner:D}/", null, 1000, default);
        return page.Items.Select(item => item.Key.Value).ToList();
    }

    /// <summary>Asserts that an upload has left nothing at all.</summary>
    public async Task AssertNothingLeftAsync(FilesUser user)
    {
        Assert.Empty(await ObjectsAsync(user.Id));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM files WHERE owner_id = @Id", user));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM announced_objects WHERE object_key LIKE 'files/' || @Id || '/%'", user));
        var unfinished = Directory.GetFiles(Path.Combine(DataFolder, "objects", ".incoming"), "*", SearchOption.AllDirectories);
        Assert.DoesNotContain(unfinished, file => Path.GetFileName(file) != "lock");
    }

    async Task<int> CountAsync(string sql, FilesUser user)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(sql, new { user.Id });
    }
}
