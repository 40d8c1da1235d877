using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wharf.Contracts.Responses;

/// <summary>
/// Times as RFC 3339 has them. Reads everything the <c>date-time</c> format admits, which is more than the framework's converter does
/// (lower-case <c>t</c> and <c>z</c>, more than seven decimals, the leap second, which becomes the second after it); writes UTC with <c>Z</c>.
/// </summary>
public sealed class Rfc3339 : JsonConverter<DateTimeOffset>
{
    /// <summary>Parses a time that the <c>date-time</c> format has accepted.</summary>
    /// <exception cref="FormatException">The text is no such time, or not within the years that .NET can hold.</exception>
    public static DateTimeOffset Parse(string text)
    {
        var upper = text.ToUpperInvariant();
        var leap = upper.Length > 18 && upper.AsSpan(17, 2).SequenceEqual("60");
        if (leap) upper = string.Concat(upper.AsSpan(0, 17), "59", upper.AsSpan(19));
        var fraction = upper.IndexOf('.', StringComparison.Ordinal);
        if (fraction >= 0)
        {
            var end = fraction + 1;
            while (end < upper.Length && char.IsAsciiDigit(upper[end])) end++;
            if (end - fraction > 8) upper = string.Concat(upper.AsSpan(0, fraction + 8), upper.AsSpan(end));
        }
        var time = DateTimeOffset.Parse(upper, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return leap ? time.AddSeconds(1) : time;
    }

    /// <summary>Writes a time in UTC, with as many decimals as it has.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Parse(reader.GetString()!);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            throw new JsonException("is not a time that can be represented", exception);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}
