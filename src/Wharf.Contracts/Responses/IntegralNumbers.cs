using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wharf.Contracts.Responses;

/// <summary>Reads every JSON number that is a 32-bit integer in value: JSON Schema's <c>integer</c> admits <c>1.0</c> and <c>1e2</c>.</summary>
public sealed class IntegralInt32 : JsonConverter<int>
{
    /// <inheritdoc />
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetInt32(out var value) ? value : IntegralNumber.Read<int>(reader);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>Reads every JSON number that is a 64-bit integer in value.</summary>
public sealed class IntegralInt64 : JsonConverter<long>
{
    /// <inheritdoc />
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetInt64(out var value) ? value : IntegralNumber.Read<long>(reader);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

static class IntegralNumber
{
    public static T Read<T>(Utf8JsonReader reader) where T : IBinaryInteger<T>
    {
        // Decimal holds every 64-bit integer exactly, whatever way it is written.
        if (!reader.TryGetDecimal(out var value) || value != decimal.Truncate(value)) throw new JsonException("is not an integer");
        try
        {
            return T.CreateChecked(value);
        }
        catch (OverflowException exception)
        {
            throw new JsonException("is too large", exception);
        }
    }
}
