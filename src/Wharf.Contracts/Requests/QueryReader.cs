using System.Buffers;
using System.Text;
using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Reads a query string strictly (WHATWG URL, application/x-www-form-urlencoded): a broken percent-encoding, a parameter the contract does not
/// have and a second value for a single-valued one are violations, where the framework's own parser would guess.
/// </summary>
sealed class QueryReader(ContractOperation operation)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly Dictionary<string, ContractParameter> parameters = operation.Parameters
        .Where(parameter => parameter.Location == ParameterLocation.Query).ToDictionary(parameter => parameter.Name);

    public void Read(string? query, ParameterValue[] values, ref List<ProblemError>? errors)
    {
        if (string.IsNullOrEmpty(query)) return;
        var rest = query.AsSpan(1);
        while (rest.Length > 0)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (pair.Length > 0) ReadPair(pair, values, ref errors);
        }
    }

    void ReadPair(ReadOnlySpan<char> pair, ParameterValue[] values, ref List<ProblemError>? errors)
    {
        var equals = pair.IndexOf('=');
        var rawName = equals < 0 ? pair : pair[..equals];
        var rawValue = equals < 0 ? [] : pair[(equals + 1)..];
        if (Decode(rawName) is not { } name)
        {
            (errors ??= []).Add(new ProblemError("query", rawName.ToString(), null, "encoding", $"the name '{rawName}' is not percent-encoded UTF-8"));
            return;
        }
        if (!parameters.TryGetValue(name, out var parameter))
        {
            if (!operation.AllowsUnknownQuery)
                (errors ??= []).Add(new ProblemError("query", name, null, "unknown", $"there is no query parameter '{name}'"));
            return;
        }
        ref var value = ref values[parameter.Index];
        if (value.IsPresent && !(parameter.Types.HasFlag(AdmittedTypes.Array) && parameter.Explode))
        {
            (errors ??= []).Add(new ProblemError("query", name, null, "repeated", $"{name} must be given once"));
            return;
        }
        if (!TryDecodeValue(rawValue, parameter, ref value))
            (errors ??= []).Add(new ProblemError("query", name, "", "encoding", $"{name} is not percent-encoded UTF-8"));
    }

    static bool TryDecodeValue(ReadOnlySpan<char> raw, ContractParameter parameter, ref ParameterValue value)
    {
        if (!parameter.Types.HasFlag(AdmittedTypes.Array))
        {
            if (Decode(raw) is not { } text) return false;
            value = new ParameterValue(text, null);
            return true;
        }
        var items = value.Items is List<string> before ? before : [];
        value = new ParameterValue(null, items);
        if (parameter.Explode)
        {
            if (Decode(raw) is not { } item) return false;
            items.Add(item);
            return true;
        }
        // The separating commas are the ones that are not percent-encoded.
        foreach (var range in raw.Split(','))
        {
            if (Decode(raw[range]) is not { } item) return false;
            items.Add(item);
        }
        return true;
    }

    static string? Decode(ReadOnlySpan<char> raw)
    {
        if (raw.IndexOfAny('%', '+') < 0 && Ascii.IsValid(raw)) return raw.ToString();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(raw.Length));
        try
        {
            var length = 0;
            for (var i = 0; i < raw.Length; i++)
            {
                if (raw[i] == '+') bytes[length++] = (byte)' ';
                else if (raw[i] != '%') length += Encoding.UTF8.GetBytes(raw.Slice(i, char.IsSurrogate(raw[i]) && i + 1 < raw.Length ? 2 : 1), bytes.AsSpan(length));
                else if (i + 2 < raw.Length && char.IsAsciiHexDigit(raw[i + 1]) && char.IsAsciiHexDigit(raw[i + 2]))
                    (bytes[length++], i) = (Convert.FromHexString(raw.Slice(i + 1, 2))[0], i + 2);
                else return null;
                if (char.IsSurrogate(raw[i])) i++;
            }
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
