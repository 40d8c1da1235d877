using Microsoft.Extensions.Options;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// Finds what crashes have left in the storage: withdraws the announcements of writers that must be dead, then lists all of the module's
/// objects and removes those without a row and without an announcement.
/// <para>
/// Safe beside uploads in progress, whatever the clocks say: an object is announced before it exists, and its announcement goes only in
/// the transaction that makes its row. One that has neither at the time of the query never will have a row, because keys are used once.
/// The age that an orphan must have is for people: who restores an older database finds the newer objects still there.
/// </para>
/// <para>A crash in between leaves the rest to the next run. Costs a listing of every object, hence seldom.</para>
/// </summary>
sealed class SweepObjects(
    AnnouncedObjectStore announced, IObjectStorage storage, ServerBucket bucket, IOptions<FilesOptions> options, TimeProvider time,
    ILogger<SweepObjects> logger) : IJob<NoPayload>
{
    public const string Kind = "files.sweep";

    public async Task<JobOutcome> RunAsync(NoPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        return JobOutcome.Done;
    }

    /// <returns>How many objects were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await announced.WithdrawOlderAsync(options.Value.AbandonedAfter, cancellationToken);
        var removed = 0;
        ObjectKey? after = null;
        do
        {
            var page = await storage.List(bucket.Name, FileKeys.Prefix, after, ObjectPage.MaximumLimit, cancellationToken);
            var youngest = time.GetUtcNow() - options.Value.OrphanAge;
            var old = page.Items.Where(item => item.LastModified <= youngest).Select(item => item.Key).ToList();
            foreach (var orphan in await announced.FindOrphansAsync(old, cancellationToken))
            {
                await storage.Delete(bucket.Name, orphan, cancellationToken);
                removed++;
            }
            after = page.Next;
        }
        while (after is not null);
        if (removed > 0) logger.LogInformation("Removed {Count} objects that belong to no file", removed);
        return removed;
    }
}
