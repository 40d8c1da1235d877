using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Wharf.Benchmarks;

/// <summary>
/// A file of any size that is made while it is sent: the same bytes every time, one mebibyte in memory. A block repeats with a
/// running number in each of its pages, farther apart than gzip can look back.
/// </summary>
sealed class GeneratedFile : HttpContent
{
    const int BlockBytes = 1024 * 1024;
    const int PageBytes = 4096;

    readonly byte[] pattern;
    readonly long length;

    public GeneratedFile(long length, bool compressible)
    {
        this.length = length;
        pattern = new byte[BlockBytes];
        if (compressible)
        {
            var row = Encoding.ASCII.GetBytes("2026-11-20T08:15:00Z,shelf-17,screw M4x20 galvanised,1000,0.04,EUR\n");
            for (var i = 0; i < BlockBytes; i++)
            {
                pattern[i] = row[i % row.Length];
            }
        }
        else
        {
            new Random(20261120).NextBytes(pattern);
        }
    }

    /// <summary>Reads to the end and throws at the first block that is not what this file has there.</summary>
    public async Task Verify(Stream stream)
    {
        var block = pattern.ToArray();
        var received = new byte[BlockBytes];
        for (var offset = 0L; offset < length; offset += BlockBytes)
        {
            var count = (int)Math.Min(BlockBytes, length - offset);
            await stream.ReadExactlyAsync(received.AsMemory(0, count));
            Number(block, offset);
            if (!received.AsSpan(0, count).SequenceEqual(block.AsSpan(0, count)))
            {
                throw new InvalidDataException($"What came back differs from what was sent, somewhere after byte {offset}.");
            }
        }
        if (await stream.ReadAsync(received) != 0)
        {
            throw new InvalidDataException($"More came back than the {length} bytes that were sent.");
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var block = pattern.ToArray();
        for (var offset = 0L; offset < length; offset += BlockBytes)
        {
            Number(block, offset);
            await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(BlockBytes, length - offset)));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }

    static void Number(byte[] block, long offset)
    {
        for (var page = 0; page < BlockBytes; page += PageBytes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(page), offset + page);
        }
    }
}
