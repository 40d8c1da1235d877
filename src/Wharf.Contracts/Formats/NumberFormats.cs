using System.Globalization;
using Wharf.Contracts.Json;

namespace Wharf.Contracts.Formats;

/// <summary>OpenAPI's number formats: integers that fit, and reals whose magnitude does.</summary>
static class NumberFormats
{
    public static bool IsInt32(ReadOnlySpan<byte> token) => IsWithin(token, "-2147483648"u8, "2147483647"u8);

    public static bool IsInt64(ReadOnlySpan<byte> token) => IsWithin(token, "-9223372036854775808"u8, "9223372036854775807"u8);

    public static bool IsFloat(ReadOnlySpan<byte> token) =>
        float.IsFinite(float.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture));

    public static bool IsDouble(ReadOnlySpan<byte> token) =>
        double.IsFinite(double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture));

    static bool IsWithin(ReadOnlySpan<byte> token, ReadOnlySpan<byte> least, ReadOnlySpan<byte> most)
    {
        var number = new JsonNumber(token);
        return number.IsInteger && number.CompareTo(new JsonNumber(least)) >= 0 && number.CompareTo(new JsonNumber(most)) <= 0;
    }
}
