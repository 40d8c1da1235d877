using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wharf.Contracts.Json;

/// <summary>The content of JSON strings, compared and hashed where it stands, escapes and all.</summary>
static class JsonStrings
{
    const int OnStack = 256;

    /// <summary>Differs by process, so that nobody can prepare names that collide.</summary>
    static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    /// <summary>A hash by multiplication and folding, eight bytes at a time.</summary>
    public static ulong Hash(ReadOnlySpan<byte> content)
    {
        var hash = Seed ^ (uint)content.Length;
        while (content.Length > 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(content));
            content = content[8..];
        }
        return Mix(hash ^ LastBytes(content));
    }

    public static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ Seed, 0x9E3779B97F4A7C15, out var low);
        return high ^ low;
    }

    static ulong LastBytes(ReadOnlySpan<byte> content)
    {
        if (content.Length >= 4)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(content)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(content[^4..]) << 32);
        }
        var value = 0UL;
        foreach (var single in content)
            value = (value << 8) | single;
        return value;
    }

    public static ulong HashEscaped(ReadOnlySpan<byte> text)
    {
        var rented = text.Length > OnStack ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var hash = Hash(content[..JsonEscapes.Unescape(text, content)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Whether two strings, escapes included, have the same content.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var size = left.Length + right.Length;
        var rented = size > OnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var length = JsonEscapes.Unescape(left, content);
        var other = JsonEscapes.Unescape(right, content[length..]);
        var areEqual = content[..length].SequenceEqual(content.Slice(length, other));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return areEqual;
    }
}
