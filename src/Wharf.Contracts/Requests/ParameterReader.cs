using System.Text;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Requests;

/// <summary>Reads all parameters of an operation, wherever they are sent, and judges them by their schemas.</summary>
sealed class ParameterReader(ContractOperation operation)
{
    static readonly Func<string, string?> AsIs = static piece => piece;
    static readonly Func<string, string?> Percent = static piece => PercentEncoding.Decode(piece, plusIsSpace: false);

    readonly QueryReader query = new(
        operation.Parameters.Where(parameter => parameter.Location == ParameterLocation.Query), operation.AllowsUnknownQuery, "query");
    readonly PathReader path = new(operation);

    public void Read(HttpContext http, ParameterValue[] values, ref List<ProblemError>? errors)
    {
        if (http.Request.QueryString is { HasValue: true, Value: { } text }) query.Read(text.AsSpan(1), values, ref errors);
        foreach (var parameter in operation.Parameters)
        {
            ref var value = ref values[parameter.Index];
            if (parameter.Location != ParameterLocation.Query && !TryFind(http, parameter, ref value))
                (errors ??= []).Add(new ProblemError(parameter.In, parameter.Name, "", "encoding", $"{parameter.Name} is not written as the contract's style has it"));
            else if (value.IsPresent) Judge(parameter, value, ref errors);
            else if (parameter.Required && errors?.Exists(error => error.In == parameter.In && error.Name == parameter.Name) != true)
                (errors ??= []).Add(new ProblemError(parameter.In, parameter.Name, "", "required", $"{parameter.Name} is required"));
        }
    }

    // False when the request has the parameter in a form that cannot be read.
    bool TryFind(HttpContext http, ContractParameter parameter, ref ParameterValue value)
    {
        var (raw, decode) = parameter.Location switch
        {
            ParameterLocation.Path => path.Raw(http, parameter) is { } segment ? (segment, Percent) : (http.Request.RouteValues[parameter.Name] as string, AsIs),
            ParameterLocation.Cookie => (http.Request.Cookies[parameter.Name], Percent),
            _ => (http.Request.Headers.TryGetValue(parameter.Name, out var lines) ? string.Join(", ", lines.AsEnumerable()) : null, AsIs),
        };
        if (raw is null) return true;
        if (StyleReader.Read(raw, parameter, decode) is not { } read) return false;
        value = read;
        return true;
    }

    static void Judge(ContractParameter parameter, ParameterValue value, ref List<ProblemError>? errors)
    {
        var json = parameter.Style == ParameterStyle.Json ? Encoding.UTF8.GetBytes(value.Text!) : ParameterText.ToJson(value, parameter.Shape);
        if (parameter.Schema.IsValid(json, SchemaDirection.Request)) return;
        foreach (var violation in parameter.Schema.Validate(json, SchemaDirection.Request, ProblemWriter.MaximumErrors))
            (errors ??= []).Add(new ProblemError(parameter.In, parameter.Name, violation.Pointer, violation.Keyword, violation.About(parameter.Name)));
    }
}
