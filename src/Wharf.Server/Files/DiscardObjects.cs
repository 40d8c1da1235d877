using Npgsql;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// Removes objects that were announced and will not have a row, at once and as well as it can: what is left behind because storage or
/// database do not answer, or because the server dies here, is left to <see cref="SweepObjects"/>.
/// </summary>
sealed class DiscardObjects(
    AnnouncedObjectStore announced, IObjectStorage storage, ServerBucket bucket, TimeProvider time, ILogger<DiscardObjects> logger)
{
    // The request or the job that failed is over; this must not hold up a stopping server for long.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(IReadOnlyList<ObjectKey> keys)
    {
        if (keys.Count == 0) return;
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            // Only what the withdrawal was in time for: a commit whose answer got lost has made rows, and they need their objects.
            foreach (var key in await announced.WithdrawAsync(keys, patience.Token))
                await storage.Delete(bucket.Name, key, patience.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or StorageException or OperationCanceledException)
        {
            logger.LogWarning(exception, "Objects that were not used are left to the sweep: {Keys}", string.Join(", ", keys));
        }
    }
}
