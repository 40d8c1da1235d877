using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// Removes an object whose row is gone, or has another one by now. Enqueued in the transaction that took the row away. Running it twice is
/// running it once; a crash before the end leaves the object to the next run, and a dead letter leaves it to <see cref="SweepObjects"/>.
/// </summary>
sealed class DeleteObject(IObjectStorage storage, ServerBucket bucket) : IJob<DeleteObjectPayload>
{
    public const string Kind = "files.delete_object";

    public async Task<JobOutcome> RunAsync(DeleteObjectPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        await storage.Delete(bucket.Name, ObjectKey.Parse(payload.Key), cancellationToken);
        return JobOutcome.Done;
    }
}

sealed record DeleteObjectPayload(string Key);
