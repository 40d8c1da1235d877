using System.Buffers;
using System.IO.Compression;
using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// Opens a representation's bytes from a given one on.
/// <para>
/// What is stored is read in place, whatever the offset. The original of a compressed file is decompressed on the fly, and a range of it
/// from its beginning, with what comes before thrown away: a few milliseconds of one processor for each megabyte skipped, no memory.
/// Keeping the original beside the gzip would take that away and more than double the storage; a gzip cut into blocks that can be entered
/// one by one is not understood by browsers when the blocks are members, and needs a compressor of our own when they are not. Clients
/// that seek send <c>Accept-Encoding: gzip</c>, or upload what does not compress (video, archives), which stays as it is.
/// </para>
/// </summary>
sealed class OpenContent(FileStore files, IObjectStorage storage, ServerBucket bucket)
{
    // The decompressor asks for 8 KiB at a time, and each read from a store may cost a change of threads.
    const int ReadAhead = 256 * 1024;

    /// <summary>Null: the file has been deleted since its row was read.</summary>
    public async Task<Stream?> OpenAsync(Representation representation, long offset, long length, CancellationToken cancellationToken)
    {
        var file = representation.File;
        while (true)
        {
            var decompress = file.Coding != representation.Coding;
            if (await GetAsync(file, decompress ? 0 : offset, decompress ? file.StoredSize : length, cancellationToken) is { } stored)
                return decompress ? await DecompressAsync(stored, offset, cancellationToken) : stored;
            // A compression may just have put another object in its place, and the same bytes are in there.
            var now = await files.FindAsync(file.OwnerId, file.Id, cancellationToken);
            if (now is null) return null;
            if (now.ObjectKey == file.ObjectKey)
                throw new StorageException($"The object '{file.ObjectKey}' of a file is not in the storage.");
            file = now;
        }
    }

    async Task<Stream?> GetAsync(FileRecord file, long offset, long length, CancellationToken cancellationToken)
    {
        if (length == 0) return Stream.Null;
        var all = offset == 0 && length == file.StoredSize;
        ByteRange? range = all ? null : ByteRange.From(offset, offset + length - 1);
        return await storage.Get(bucket.Name, file.Key, range, null, cancellationToken) switch
        {
            GetResult.Found found => found.Content,
            GetResult.NotFound => null,
            var other => throw new StorageException($"The object '{file.ObjectKey}' is not as its row has it: {other}."),
        };
    }

    static async Task<Stream> DecompressAsync(Stream stored, long skip, CancellationToken cancellationToken)
    {
        var original = new GZipStream(new BufferedStream(stored, ReadAhead), CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadAhead);
        try
        {
            while (skip > 0)
            {
                var read = await original.ReadAsync(buffer.AsMemory(0, (int)Math.Min(skip, buffer.Length)), cancellationToken);
                if (read == 0) throw new EndOfStreamException($"{skip} bytes are missing in a compressed object.");
                skip -= read;
            }
            return original;
        }
        catch
        {
            await original.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
