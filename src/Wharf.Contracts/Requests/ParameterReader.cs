using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Reads all parameters of an operation and judges them. A parameter's text is put into JSON as the first type its schema admits
/// (<c>limit=5</c> is the number 5, <c>limit=five</c> the string "five"), so that one validator serves bodies and parameters alike.
/// </summary>
sealed class ParameterReader(ContractOperation operation)
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? scratch;

    readonly QueryReader query = new(operation);

    public void Read(HttpContext http, ParameterValue[] values, ref List<ProblemError>? errors)
    {
        query.Read(http.Request.QueryString.Value, values, ref errors);
        foreach (var parameter in operation.Parameters)
        {
            ref var value = ref values[parameter.Index];
            if (parameter.Location != ParameterLocation.Query) value = Find(http, parameter);
            if (value.IsPresent) Judge(parameter, value, ref errors);
            else if (parameter.Required)
                (errors ??= []).Add(new ProblemError(parameter.In, parameter.Name, "", "required", $"{parameter.Name} is required"));
        }
    }

    static ParameterValue Find(HttpContext http, ContractParameter parameter)
    {
        var text = parameter.Location switch
        {
            ParameterLocation.Path => http.Request.RouteValues[parameter.Name] as string,
            ParameterLocation.Cookie => http.Request.Cookies[parameter.Name],
            _ => http.Request.Headers.TryGetValue(parameter.Name, out var lines) ? string.Join(", ", lines.AsEnumerable()) : null,
        };
        if (text is null || !parameter.Types.HasFlag(AdmittedTypes.Array)) return new ParameterValue(text, null);
        return new ParameterValue(null, text.Split(',', StringSplitOptions.TrimEntries));
    }

    static void Judge(ContractParameter parameter, ParameterValue value, ref List<ProblemError>? errors)
    {
        var json = WriteJson(parameter, value);
        if (parameter.Schema.IsValid(json, Schemas.SchemaDirection.Request)) return;
        foreach (var violation in parameter.Schema.Validate(json, Schemas.SchemaDirection.Request, ProblemWriter.MaximumErrors))
        {
            // The engine speaks of a document; a parameter's reader knows it by its name.
            var message = violation.Message.StartsWith('/') || violation.Pointer.Length > 0 ? violation.Message : $"{parameter.Name} {violation.Message}";
            (errors ??= []).Add(new ProblemError(parameter.In, parameter.Name, violation.Pointer, violation.Keyword, message));
        }
    }

    /// <summary>The value as JSON; valid until the next call on this thread.</summary>
    internal static ReadOnlySpan<byte> WriteJson(ContractParameter parameter, ParameterValue value)
    {
        var buffer = scratch ??= new ArrayBufferWriter<byte>(256);
        buffer.ResetWrittenCount();
        if (value.Items is null)
        {
            WriteScalar(buffer, value.Text!, parameter.Types);
            return buffer.WrittenSpan;
        }
        buffer.Write("["u8);
        for (var i = 0; i < value.Items.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            WriteScalar(buffer, value.Items[i], parameter.ItemTypes);
        }
        buffer.Write("]"u8);
        return buffer.WrittenSpan;
    }

    static void WriteScalar(ArrayBufferWriter<byte> buffer, string text, AdmittedTypes types)
    {
        if (IsLiteral(text, types)) Encoding.UTF8.GetBytes(text, buffer);
        else
        {
            buffer.Write("\""u8);
            Encoding.UTF8.GetBytes(JsonEncodedText.Encode(text).Value, buffer);
            buffer.Write("\""u8);
        }
    }

    static bool IsLiteral(string text, AdmittedTypes types) =>
        (types.HasFlag(AdmittedTypes.Integer) && IsInteger(text))
        || (types.HasFlag(AdmittedTypes.Number) && IsNumber(text))
        || (types.HasFlag(AdmittedTypes.Boolean) && text is "true" or "false")
        || (types.HasFlag(AdmittedTypes.Null) && text == "null");

    // `-?(0|[1-9][0-9]*)`: unlike in a JSON body, where 1.0 is an integer too, there is one way to write an integer parameter.
    static bool IsInteger(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("-")) text = text[1..];
        return text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
    }

    static bool IsNumber(string text)
    {
        if (text.Length == 0 || (text[0] != '-' && !char.IsAsciiDigit(text[0]))) return false;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
