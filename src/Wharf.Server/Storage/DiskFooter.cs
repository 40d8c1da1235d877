using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Wharf.Server.Storage;

/// <summary>
/// The last 56 bytes of an object's file: SHA-256 of the content, its length, when it was put (ticks, UTC), a mark with a version.
/// At the end, because hash and length are known only then and because offsets into the content stay offsets into the file; in the
/// same file, because a rename then publishes both and no crash can part them, as it could with a second file. Extended attributes
/// would do on some file systems only, and get lost in copies. The length guards against a file cut short or grown by another hand.
/// </summary>
static class DiskFooter
{
    public const int Size = 56;

    static ReadOnlySpan<byte> Mark => "wharf-01"u8;

    public static byte[] Write(ReadOnlySpan<byte> sha256, long length, DateTimeOffset put)
    {
        var footer = new byte[Size];
        sha256.CopyTo(footer);
        BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(32), length);
        BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(40), put.UtcTicks);
        Mark.CopyTo(footer.AsSpan(48));
        return footer;
    }

    /// <summary>Null when the file is none that <see cref="Write"/> has ended.</summary>
    public static ObjectInfo? Read(SafeFileHandle file, ObjectKey key)
    {
        Span<byte> footer = stackalloc byte[Size];
        var length = RandomAccess.GetLength(file) - Size;
        if (length < 0 || RandomAccess.Read(file, footer, length) != Size || !footer[48..].SequenceEqual(Mark)
            || BinaryPrimitives.ReadInt64LittleEndian(footer[32..]) != length)
        {
            return null;
        }
        var put = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(footer[40..]), TimeSpan.Zero);
        return new(key, length, Convert.ToHexStringLower(footer[..32]), put);
    }
}
