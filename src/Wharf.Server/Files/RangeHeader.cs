using Wharf.Server.Storage;

namespace Wharf.Server.Files;

/// <summary>
/// Reads <c>Range</c> (RFC 9110, section 14). Whatever is not one range of bytes is ignored, which the RFC demands for other units and
/// broken syntax, and allows for several ranges: a client that asks for many small pieces gets the whole and no multipart answer.
/// </summary>
static class RangeHeader
{
    const string Unit = "bytes";

    /// <summary>The one range that is asked for; null to send all.</summary>
    public static ByteRange? Read(string? header)
    {
        var equals = header?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        if (equals < 0 || !header.AsSpan(0, equals).Trim().Equals(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        // Empty members of a list are passed over (RFC 9110, section 5.6.1).
        var ranges = header![(equals + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return ranges is [var one] ? ReadOne(one) : null;
    }

    static ByteRange? ReadOne(string range)
    {
        var hyphen = range.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 0) return null;
        var first = range.AsSpan(0, hyphen);
        var last = range.AsSpan(hyphen + 1);
        if (first.IsEmpty) return Position(last) is { } length ? ByteRange.Suffix(length) : null;
        if (Position(first) is not { } from) return null;
        if (last.IsEmpty) return ByteRange.From(from);
        return Position(last) is { } to && to >= from ? ByteRange.From(from, to) : null;
    }

    // A number that no file reaches is as good as the largest one.
    static long? Position(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return null;
        return long.TryParse(digits, out var position) ? position : long.MaxValue;
    }
}
