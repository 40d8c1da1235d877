namespace Wharf.Server.Storage;

/// <summary>One range as HTTP knows it: from a first byte to an optional last one, or the last so many bytes.</summary>
readonly record struct ByteRange
{
    readonly long? first;
    readonly long? last;

    ByteRange(long? first, long? last) => (this.first, this.last) = (first, last);

    public static ByteRange From(long first, long? last = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        if (last is { } end)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(end, first, nameof(last));
        }
        return new(first, last);
    }

    public static ByteRange Suffix(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new(null, length);
    }

    /// <summary>Which bytes that is of an object of <paramref name="size"/> bytes (RFC 9110, 14.1.2); null when it is none.</summary>
    public (long Offset, long Length)? Resolve(long size)
    {
        if (first is not { } start)
        {
            var length = Math.Min(last ?? 0, size);
            return length == 0 ? null : (size - length, length);
        }
        if (start >= size)
        {
            return null;
        }
        var end = Math.Min(last ?? long.MaxValue, size - 1);
        return (start, end - start + 1);
    }
}
