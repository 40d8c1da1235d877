using System.Buffers;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Turns a form (application/x-www-form-urlencoded) into the JSON document that its schema describes, so that one validator judges it and one
/// deserializer reads it. Fields are written as the contract's <c>encoding</c> says, by default as OpenAPI has it for query parameters.
/// </summary>
sealed class FormReader(ContractMediaType form)
{
    readonly QueryReader reader = new(form.Fields, form.IsOpen, "body");

    public ReadOnlyMemory<byte> ToJson(ReadOnlySequence<byte> body, ref List<ProblemError>? errors)
    {
        var values = new ParameterValue[form.Fields.Count];
        // Percent-encoded text is ASCII; what is not is carried over byte by byte and refused where it is decoded.
        reader.Read(Encoding.Latin1.GetString(body), values, ref errors);
        var json = new ArrayBufferWriter<byte>(256);
        json.Write("{"u8);
        foreach (var field in form.Fields)
        {
            var value = values[field.Index];
            if (!value.IsPresent) continue;
            if (json.WrittenCount > 1) json.Write(","u8);
            json.Write("\""u8);
            json.Write(JsonEncodedText.Encode(field.Name).EncodedUtf8Bytes);
            json.Write("\":"u8);
            ParameterText.Write(json, value, field.Shape);
        }
        json.Write("}"u8);
        return json.WrittenMemory;
    }
}
