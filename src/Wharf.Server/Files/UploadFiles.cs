using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Requests;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

// Takes the files of one request. Goal: bytes go from the socket to the storage once, in memory that does not grow with them; all files
// of a request appear together, after all of their bytes are durable, or none does; what did not get its row does not stay.
//
// For each part: announce the object's key (AnnouncedObjectStore), then put the bytes under that key, which is final and used only once;
// the put hashes while it writes. After the last part, one transaction removes the announcements, inserts the rows and enqueues a
// compression for each. An answer of 201 is sent after that commit. Crash points and what each leaves behind:
//   while a part is written       an announcement; the store discards the unfinished object itself (the disk: at its next start)
//   after a part is written       an announcement and an object
//   after the commit              everything, and a client that does not know it: its retry makes a second file
// Announcements that stay behind are withdrawn by SweepObjects once no upload can be that old, and then their objects removed. An upload
// that fails while the server lives (the client hangs up, a part is refused, the body is too large) does the same at once.
//
// The fence: the commit and every cleaning up delete the same announcement, so that one of them finds it gone. An upload that a sweep
// took for dead cannot commit, and a cleaning up after a commit whose answer was lost on the way removes nothing.
//
// Not done: an upload is not resumed (that needs an operation of its own), and equal contents are stored as often as they are uploaded.
sealed class UploadFiles(
    FileStore files, AnnouncedObjectStore announced, DiscardObjects discard, IObjectStorage storage, ServerBucket bucket,
    IOptions<FilesOptions> options, TimeProvider time)
{
    const string UnknownType = "application/octet-stream";

    /// <summary>The files as they are now, in the order of their parts. Null: the upload took longer than an upload may.</summary>
    public Task<IReadOnlyList<FileRecord>?> RunAsync(Guid ownerId, MultipartBody body, CancellationToken cancellationToken) =>
        RunAsync(ownerId, stop => Parts(body, stop), cancellationToken);

    /// <summary>The same for files that come from elsewhere.</summary>
    public async Task<IReadOnlyList<FileRecord>?> RunAsync(
        Guid ownerId, Func<CancellationToken, IAsyncEnumerable<IncomingFile>> incoming, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.UploadTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var keys = new List<ObjectKey>();
        IReadOnlyList<FileRecord>? added = null;
        try
        {
            var received = new List<ReceivedFile>();
            await foreach (var file in incoming(either.Token)) received.Add(await ReceiveAsync(ownerId, file, keys, either.Token));
            added = await files.AddAsync(ownerId, received, either.Token);
            return added;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (added is null) await discard.RunAsync(keys);
        }
    }

    /// <summary>Stores one file's bytes under a new key, which is in <paramref name="keys"/> before the first of them is written.</summary>
    async Task<ReceivedFile> ReceiveAsync(Guid ownerId, IncomingFile file, List<ObjectKey> keys, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var key = FileKeys.Original(ownerId, id);
        keys.Add(key);
        await announced.AnnounceAsync(key, cancellationToken);
        if (await storage.Put(bucket.Name, key, file.Content, PutMode.CreateOnly, cancellationToken) is not PutResult.Stored stored)
            throw new StorageException($"There is an object '{key}' already, although nothing but this upload can know the key.");
        return new ReceivedFile(id, file.Name, file.ContentType, key, stored.Info.Size, stored.Sha256);
    }

    static async IAsyncEnumerable<IncomingFile> Parts(MultipartBody body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in body.ReadPartsAsync(cancellationToken))
            yield return new IncomingFile(part.FileName!, ContentType(part), part.Body);
    }

    // It comes back in a response header, which takes ASCII alone.
    static string ContentType(MultipartPart part) =>
        part.ContentType is { Length: > 0 } type && type.All(character => character is >= ' ' and <= '~') ? type : UnknownType;
}

/// <summary>A file whose bytes are still to be read.</summary>
sealed record IncomingFile(string Name, string ContentType, Stream Content);
