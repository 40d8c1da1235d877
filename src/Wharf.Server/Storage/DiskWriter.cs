using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Wharf.Server.Storage;

/// <summary>
/// Copies a stream of unknown length into a file, hashes it on the way, and ends it with the footer. While one buffer fills from the
/// source (the network, mostly), the one before it is hashed and written on another thread: two buffers, whatever the length.
/// </summary>
static class DiskWriter
{
    const int BufferBytes = 128 * 1024;

    /// <returns>What the file holds, once all of it is flushed to the disk.</returns>
    public static async Task<(ObjectInfo Info, string Sha256)> Write(
        Stream content, string path, ObjectKey key, TimeProvider time, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = await Copy(content, file, hash, cancellation);
        var put = time.GetUtcNow();
        return await Task.Run(
            () =>
            {
                var sha256 = hash.GetHashAndReset();
                RandomAccess.Write(file, DiskFooter.Write(sha256, length, put), length);
                RandomAccess.FlushToDisk(file);
                var digest = Convert.ToHexStringLower(sha256);
                return (new ObjectInfo(key, length, digest, put.ToUniversalTime()), digest);
            },
            cancellation);
    }

    static async Task<long> Copy(Stream content, SafeFileHandle file, IncrementalHash hash, CancellationToken cancellation)
    {
        var filling = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var writing = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var length = 0L;
        var written = Task.CompletedTask;
        try
        {
            int count;
            do
            {
                count = await content.ReadAtLeastAsync(
                    filling.AsMemory(0, BufferBytes), BufferBytes, throwOnEndOfStream: false, cancellation);
                await written;
                (filling, writing) = (writing, filling);
                var (bytes, offset) = (writing.AsMemory(0, count), length);
                written = Task.Run(
                    () =>
                    {
                        hash.AppendData(bytes.Span);
                        RandomAccess.Write(file, bytes.Span, offset);
                    },
                    CancellationToken.None);
                length += count;
            }
            while (count == BufferBytes);
            await written;
            return length;
        }
        finally
        {
            // Neither buffer nor file may go while the other thread still uses them; its failure, if any, was or is not the first.
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(filling);
            ArrayPool<byte>.Shared.Return(writing);
        }
    }
}
