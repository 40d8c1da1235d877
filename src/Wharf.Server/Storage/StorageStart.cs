namespace Wharf.Server.Storage;

/// <summary>Opens the store with the host and not with the first request, and makes its bucket: a fresh installation just works.</summary>
sealed class StorageStart(IObjectStorage storage, ServerBucket bucket) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await storage.CreateBucket(bucket.Name, cancellationToken) == CreateBucketOutcome.TakenByAnother)
        {
            throw new StorageException($"{StorageOptions.Section}:Bucket is '{bucket.Name}', which belongs to another account.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
