using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Wharf.Server.Storage;

/// <summary>
/// An object's name, checked once where it comes in: segments with slashes between them, none of them empty, `.` or `..`; at most
/// 1024 bytes of UTF-8 (the limit of S3 and Google); no control characters. Every store can keep it, and it means no other file.
/// </summary>
sealed record ObjectKey
{
    public const int MaximumBytes = 1024;

    ObjectKey(string value) => Value = value;

    public string Value { get; }

    /// <summary>As stores list: by UTF-8 bytes. Differs from .NET's ordinal order only beyond the basic plane.</summary>
    public static IComparer<ObjectKey> Order { get; } = Comparer<ObjectKey>.Create((x, y) => CompareUtf8(x.Value, y.Value));

    public static bool TryParse(string? text, [NotNullWhen(true)] out ObjectKey? key)
    {
        key = text is not null && IsKey(text) ? new(text) : null;
        return key is not null;
    }

    public static ObjectKey Parse(string text) => TryParse(text, out var key) ? key : throw new FormatException(
        $"An object's key is up to {MaximumBytes} bytes of UTF-8 without control characters, no segment empty, '.' or '..'.");

    public override string ToString() => Value;

    static bool IsKey(string text)
    {
        if (text.Length > MaximumBytes || text.Any(char.IsControl) || !IsUnicode(text) || Encoding.UTF8.GetByteCount(text) > MaximumBytes)
        {
            return false;
        }
        foreach (var segment in text.AsSpan().Split('/'))
        {
            if (text.AsSpan(segment) is "" or "." or "..")
            {
                return false;
            }
        }
        return true;
    }

    // Half a surrogate pair has no UTF-8; it would be stored as a replacement character and come back as another key.
    static bool IsUnicode(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }
            rest = rest[consumed..];
        }
        return true;
    }

    static int CompareUtf8(string x, string y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        return common == x.Length || common == y.Length ? x.Length - y.Length : Rank(x[common]) - Rank(y[common]);
    }

    // Surrogates stand for code points above every other UTF-16 unit, though their numbers are below U+E000.
    static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
