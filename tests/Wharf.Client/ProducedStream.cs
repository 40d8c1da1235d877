namespace Wharf.Client.Tests;

/// <summary>A stream that makes its bytes when they are asked for: it cannot seek and does not know its length.</summary>
sealed class ProducedStream(long length, Func<long, Task>? beforeRead = null) : Stream
{
    long position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The byte at a position: a pattern that shows any byte lost or swapped.</summary>
    public static byte At(long position) => (byte)((position * 31) ^ (position >> 12));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (beforeRead is not null) await beforeRead(position);
        var count = (int)Math.Min(buffer.Length, length - position);
        for (var i = 0; i < count; i++) buffer.Span[i] = At(position + i);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Uploads read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
