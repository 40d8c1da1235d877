using System.IO.Pipelines;

namespace Wharf.Server.Storage;

/// <summary>
/// For content that is written rather than read, such as a compressor's output: <see cref="IObjectStorage.Put"/> takes a source, and
/// this is a source whose other end a callback writes to. Both run at the same time with a small pipe between them.
/// </summary>
static class PushedContent
{
    /// <summary>Stores what <paramref name="write"/> writes. When it throws, nothing is stored and its exception is thrown here.</summary>
    public static async Task<PutResult> Put(
        this IObjectStorage storage,
        BucketName bucket,
        ObjectKey key,
        Func<Stream, CancellationToken, Task> write,
        PutMode mode,
        CancellationToken cancellation)
    {
        var pipe = new Pipe(new(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, minimumSegmentSize: 64 * 1024));
        // A put that ends before its source (the key is taken, the disk is full) stops the writer.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var written = Task.Run(() => Write(pipe.Writer, write, stop.Token), CancellationToken.None);
        try
        {
            return await storage.Put(bucket, key, pipe.Reader.AsStream(), mode, cancellation);
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await written;
        }
    }

    // Every failure travels through the pipe to the put, which is where it is thrown.
    static async Task Write(PipeWriter writer, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            await using var stream = new PushedStream(writer);
            await write(stream, cancellation);
        }
#pragma warning disable CA1031 // Whatever it is, the reader throws it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }
        await writer.CompleteAsync(failure);
    }
}
