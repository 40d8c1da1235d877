using System.IO.Pipelines;

namespace Wharf.Server.Storage;

/// <summary>
/// Writes to a pipe and refuses once nobody reads any more. The pipe's own stream would take bytes for nothing then, so that
/// a writer without end would never learn that it can stop.
/// </summary>
sealed class PushedStream(PipeWriter writer) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await writer.WriteAsync(buffer, cancellationToken));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async Task FlushAsync(CancellationToken cancellationToken) => Check(await writer.FlushAsync(cancellationToken));

    /// <summary>Nothing: what is written is on its way already.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    static void Check(FlushResult result)
    {
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("The put has ended; nobody reads what is pushed.");
        }
    }
}
