using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Wharf.Contracts.Formats;
using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Verdicts;

/// <summary>How a string is judged: on its bytes, which are copied only where escapes have to be undone.</summary>
sealed class StringPlan(long minLength, long? maxLength, Pattern[] patterns, StringFormat[] formats, Aftermath? aftermath)
{
    const int OnStack = 512;

    readonly bool hasContentRules = minLength > 0 || maxLength is not null || patterns.Length > 0 || formats.Length > 0;
    readonly long atMost = maxLength ?? long.MaxValue;

    public bool Read(ref JsonCursor cursor)
    {
        var start = cursor.Position;
        if (!cursor.ReadString())
            return false;
        if (hasContentRules && !(cursor.TokenIsEscaped ? HoldsEscaped(cursor.Token) : Holds(cursor.Token)))
            return false;
        return aftermath is null || aftermath.Holds(ref cursor, start);
    }

    bool HoldsEscaped(ReadOnlySpan<byte> token)
    {
        var rented = token.Length > OnStack ? ArrayPool<byte>.Shared.Rent(token.Length) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var holds = Holds(content[..JsonEscapes.Unescape(token, content)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return holds;
    }

    bool Holds(ReadOnlySpan<byte> content)
    {
        // A code point takes one to four bytes: most lengths need no counting.
        if (content.Length > atMost || content.Length < minLength * 4)
        {
            var length = CodePoints(content);
            if (length > atMost || length < minLength)
                return false;
        }
        foreach (var pattern in patterns)
        {
            if (!pattern.IsMatch(content))
                return false;
        }
        foreach (var format in formats)
        {
            if (!format(content))
                return false;
        }
        return true;
    }

    /// <summary>Counts the bytes that do not continue a code point.</summary>
    static int CodePoints(ReadOnlySpan<byte> content)
    {
        var count = content.Length;
        ref var first = ref MemoryMarshal.GetReference(content);
        var at = 0;
        for (; at <= content.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)at).AsSByte();
            var continuing = Vector128.LessThan(bytes, Vector128.Create((sbyte)-64)).ExtractMostSignificantBits();
            count -= System.Numerics.BitOperations.PopCount(continuing);
        }
        for (; at < content.Length; at++)
        {
            if ((sbyte)content[at] < -64)
                count--;
        }
        return count;
    }
}
