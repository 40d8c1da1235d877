using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Responses;

namespace Wharf.Contracts.Requests;

/// <summary>
/// A typed view of one parameter, made once at start: reads the value that validation has already decoded. The common types are parsed
/// directly; enumerations by a table of their wire names; whatever else there is goes through its source-generated JSON contract.
/// </summary>
/// <typeparam name="T">The parameter's C# type; nullable when the parameter is optional and has no default.</typeparam>
public sealed class ParameterSlot<T>
{
    readonly int index;
    readonly ContractParameter parameter;
    readonly Func<ParameterValue, T> parse;
    readonly T absent;

    internal ParameterSlot(ContractParameter parameter, IJsonTypeInfoResolver resolver, JsonSerializerOptions options)
    {
        this.parameter = parameter;
        index = parameter.Index;
        parse = Parser(resolver, options);
        absent = parameter.Default is { } json ? Default(JsonDocument.Parse(json).RootElement, resolver, options) : default!;
    }

    /// <summary>The parameter's value in this request, or its default.</summary>
    /// <exception cref="RequestRefusedException">The C# type cannot hold a value that the schema accepts, such as an integer beyond 64 bits.</exception>
    public T Read(ContractRequest request)
    {
        var value = request.Values[index];
        if (!value.IsPresent) return absent;
        try
        {
            return parse(value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException or JsonException)
        {
            throw new RequestRefusedException(400, "The request has 1 error.",
                new ProblemError(parameter.In, parameter.Name, "", "type", $"{parameter.Name} cannot be represented"));
        }
    }

    // A scalar default is parsed as the same text in a request would be, so that the two cannot differ.
    T Default(JsonElement value, IJsonTypeInfoResolver resolver, JsonSerializerOptions options) => value.ValueKind switch
    {
        JsonValueKind.String => parse(new ParameterValue(value.GetString())),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => parse(new ParameterValue(value.GetRawText())),
        _ => (T)value.Deserialize(TypeInfo(resolver, options))!,
    };

    Func<ParameterValue, T> Parser(IJsonTypeInfoResolver resolver, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type == typeof(string)) return static value => (T)(object)value.Text!;
        if (type == typeof(int)) return Scalar(static text => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (type == typeof(long)) return Scalar(static text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (type == typeof(double)) return Scalar(static text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        if (type == typeof(bool)) return Scalar(static text => text == "true");
        if (type == typeof(Guid)) return Scalar(static text => Guid.ParseExact(text, "D"));
        if (type == typeof(DateTimeOffset)) return Scalar(Rfc3339.Parse);
        if (type == typeof(DateOnly)) return Scalar(static text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

        var info = TypeInfo(resolver, options);
        if (type.IsEnum)
        {
            var members = Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => (T)Enum.ToObject(type, value))
                .ToDictionary(value => JsonSerializer.SerializeToElement(value, info).GetString()!);
            return value => members[value.Text!];
        }
        if (parameter.Style == ParameterStyle.Json) return value => (T)JsonSerializer.Deserialize(value.Text!, info)!;
        return value => (T)JsonSerializer.Deserialize(ParameterText.ToJson(value, parameter.Shape), info)!;
    }

    // Boxes once here and not per request: a delegate over the value type is what `T` is, or its nullable.
    static Func<ParameterValue, T> Scalar<TValue>(Func<string, TValue> parse) where TValue : struct
    {
        if (typeof(T) == typeof(TValue)) return (Func<ParameterValue, T>)(object)(Func<ParameterValue, TValue>)(value => parse(value.Text!));
        return (Func<ParameterValue, T>)(object)(Func<ParameterValue, TValue?>)(value => parse(value.Text!));
    }

    static JsonTypeInfo TypeInfo(IJsonTypeInfoResolver resolver, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return resolver.GetTypeInfo(type, options) ?? throw new InvalidOperationException($"No JSON contract was generated for {type}.");
    }
}

/// <summary>A typed view of a JSON body that validation has already accepted.</summary>
/// <typeparam name="T">The body's C# type.</typeparam>
public sealed class JsonBodySlot<T>
{
    readonly JsonTypeInfo<T> info;

    internal JsonBodySlot(JsonTypeInfo<T> info) => this.info = info;

    /// <summary>The body; the type's default when the contract lets it be absent and it is.</summary>
    /// <exception cref="RequestRefusedException">The C# type cannot hold a value that the schema accepts, such as an integer beyond 64 bits.</exception>
    public T Read(ContractRequest request)
    {
        if (request.Json.IsEmpty) return default!;
        try
        {
            return JsonSerializer.Deserialize(request.Json.Span, info)!;
        }
        catch (JsonException exception)
        {
            // A schema that admits more than the generated type can hold is a flaw of the contract; the caller still gets a 4xx that names the place.
            throw new RequestRefusedException(400, "The body cannot be represented.",
                new ProblemError("body", null, Pointer(exception.Path), "type", $"{Pointer(exception.Path)} cannot be represented"));
        }
    }

    // `$.items[0].count` as `/items/0/count`.
    static string Pointer(string? path) => (path ?? "").TrimStart('$').Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
        .Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal);
}
