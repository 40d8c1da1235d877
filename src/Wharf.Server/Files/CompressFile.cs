using System.IO.Compression;
using System.Security.Cryptography;
using Npgsql;
using Wharf.Server.Jobs;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

// Compresses a file: reads its object, writes the gzip under a new key, reads that back, and when it decompresses to the SHA-256 of the
// upload, lets the row point to it. The original stays the file's object until that commit, and is readable all the while.
//
// Running it twice gives the same end state: a file that is ready is left alone, and every run writes under a key of its own. Crash
// points and what each leaves behind:
//   after marking the row              a file that says `compressing` and can be downloaded; the job's next run goes on
//   after announcing, while writing    also an announcement, and perhaps the gzip: no row knows it, SweepObjects removes it
//   after the commit of the swap       a ready file; the commit has completed this job and enqueued the original's removal
// A run that has lost its job to another worker (its lease ran out) cannot commit, and removes what it has written. A file deleted
// meanwhile is no failure: the swap finds no row, and the next run nothing to do.
sealed class CompressFile(
    FileStore files, AnnouncedObjectStore announced, DiscardObjects discard, IObjectStorage storage, ServerBucket bucket, TimeProvider time)
    : IJob<CompressFilePayload>
{
    public const string Kind = "files.compress";

    // What a gzip of nothing takes: header, one empty block, trailer.
    const int SmallestGzip = 20;

    const int ReadAhead = 256 * 1024;

    // Shown to the file's owner; the reasons of each run are in the job's ledger.
    const string Failure = "The file could not be compressed. It is kept as it was uploaded.";

    public async Task<JobOutcome> RunAsync(CompressFilePayload payload, JobContext context, CancellationToken cancellationToken)
    {
        if (await files.BeginCompressionAsync(payload.FileId, cancellationToken) is not { } file) return JobOutcome.Done;
        if (file.Size <= SmallestGzip)
        {
            await files.KeepOriginalAsync(file.Id, context, cancellationToken);
            return JobOutcome.Done;
        }
        var key = FileKeys.Compressed(file.OwnerId, file.Id, Guid.CreateVersion7(time.GetUtcNow()));
        var swapped = false;
        try
        {
            await announced.AnnounceAsync(key, cancellationToken);
            if (await CompressAsync(file, key, cancellationToken) is not { } compressed)
                return JobOutcome.Retry("The original is not in the storage.");
            if (compressed.Info.Size >= file.Size)
            {
                await files.KeepOriginalAsync(file.Id, context, cancellationToken);
                return JobOutcome.Done;
            }
            if (await DecompressedDigestAsync(key, cancellationToken) != file.Sha256)
                return JobOutcome.Retry("The compressed object does not decompress to what was uploaded.");
            swapped = await files.SwapAsync(file, compressed.Info, compressed.Sha256, context, cancellationToken);
            return swapped ? JobOutcome.Done : JobOutcome.Retry("The file is gone, or the run took too long.");
        }
        finally
        {
            if (!swapped) await discard.RunAsync([key]);
        }
    }

    public Task BuryAsync(CompressFilePayload payload, string reason, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        FileStore.FailCompressionAsync(transaction, payload.FileId, Failure, cancellationToken);

    async Task<PutResult.Stored?> CompressAsync(FileRecord file, ObjectKey key, CancellationToken cancellationToken)
    {
        if (await storage.Get(bucket.Name, file.Key, null, null, cancellationToken) is not GetResult.Found original) return null;
        await using var content = original.Content;
        var result = await storage.Put(
            bucket.Name,
            key,
            async (output, stop) =>
            {
                await using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
                await content.CopyToAsync(gzip, stop);
            },
            PutMode.CreateOnly,
            cancellationToken);
        return result as PutResult.Stored
            ?? throw new StorageException($"There is an object '{key}' already, although nothing but this run can know the key.");
    }

    async Task<string?> DecompressedDigestAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await storage.Get(bucket.Name, key, null, null, cancellationToken) is not GetResult.Found compressed) return null;
        await using var content = new GZipStream(new BufferedStream(compressed.Content, ReadAhead), CompressionMode.Decompress);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }
}

sealed record CompressFilePayload(Guid FileId);
