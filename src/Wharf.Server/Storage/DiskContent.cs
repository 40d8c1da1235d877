using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Wharf.Server.Storage;

/// <summary>
/// A part of an open file, read forward. It holds the file and not its name: an object that is replaced or deleted while it is read
/// is read to its end as it was.
/// </summary>
sealed class DiskContent(SafeFileHandle file, long offset, long length) : Stream
{
    // A read costs a change of threads, so a large one is worth its memory.
    const int CopyBufferBytes = 256 * 1024;

    readonly long start = offset;
    long position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) =>
        Advance(buffer.Length, RandomAccess.Read(file, buffer[..Fitting(buffer.Length)], start + position));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(buffer.Length, await RandomAccess.ReadAsync(file, buffer[..Fitting(buffer.Length)], start + position, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bufferSize, CopyBufferBytes));
        try
        {
            for (int count; (count = await ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }
        base.Dispose(disposing);
    }

    int Fitting(int wanted) => (int)Math.Min(wanted, length - position);

    // Published files never change: an end before the length means that something else has cut the file.
    int Advance(int wanted, int count)
    {
        if (count == 0 && wanted > 0 && position < length)
        {
            throw new EndOfStreamException($"An object's file ends {length - position} bytes early.");
        }
        position += count;
        return count;
    }
}
