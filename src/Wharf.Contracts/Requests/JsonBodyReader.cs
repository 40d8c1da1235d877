using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Reads one JSON body, or a form as the JSON document it stands for, and judges it over its bytes. The bytes stay in the request pipe (no copy when they are in one segment) until the
/// handler has run: <see cref="Release"/> gives them back.
/// </summary>
static class JsonBodyReader
{
    public static async ValueTask<List<ProblemError>?> ReadAsync(ContractRequest request, ContractMediaType mediaType, FormReader? form, long limit, List<ProblemError>? errors)
    {
        var http = request.Http;
        if (http.Request.ContentLength > limit) throw TooLarge(limit);
        var reader = http.Request.BodyReader;
        ReadResult result;
        while (true)
        {
            result = await reader.ReadAsync(http.RequestAborted);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge(limit);
            }
            if (result.IsCompleted) break;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
        request.JsonEnd = result.Buffer.End;
        if (result.Buffer.IsEmpty)
        {
            if (request.Operation.Body!.Required) (errors ??= []).Add(new ProblemError("body", null, "", "required", "a body is required"));
            return errors;
        }
        if (form is not null) request.Json = form.ToJson(result.Buffer, ref errors);
        else request.Json = result.Buffer.IsSingleSegment ? result.Buffer.First : result.Buffer.ToArray();
        if (mediaType.Schema is { } schema && !schema.IsValid(request.Json.Span, SchemaDirection.Request))
            foreach (var violation in schema.Validate(request.Json.Span, SchemaDirection.Request, ProblemWriter.MaximumErrors))
                (errors ??= []).Add(new ProblemError("body", null, violation.Pointer, violation.Keyword, violation.Message));
        return errors;
    }

    /// <summary>Lets go of the pipe's memory, if any was held.</summary>
    public static void Release(ContractRequest request)
    {
        if (request.JsonEnd is not { } end) return;
        request.Json = default;
        request.JsonEnd = null;
        request.Http.Request.BodyReader.AdvanceTo(end);
    }

    internal static RequestRefusedException TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body may have at most {limit} bytes.");
}
