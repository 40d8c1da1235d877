using Wharf.Contracts.Documents;
using Wharf.Contracts.Problems;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Reads a query string strictly (WHATWG URL, application/x-www-form-urlencoded): a broken percent-encoding, a parameter the contract does not
/// have and a second value for a single-valued one are violations, where the framework's own parser would guess.
/// </summary>
sealed class QueryReader
{
    static readonly Func<string, string?> DecodePiece = static piece => PercentEncoding.Decode(piece, plusIsSpace: true);

    readonly ContractOperation operation;
    readonly Dictionary<string, ContractParameter> parameters = [];
    readonly Dictionary<string, ContractParameter> membersOfObjects = [];
    readonly List<ContractParameter> deepObjects = [];
    readonly ContractParameter? openObject;

    public QueryReader(ContractOperation operation)
    {
        this.operation = operation;
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.Location == ParameterLocation.Query))
        {
            if (parameter.Style == ParameterStyle.DeepObject) deepObjects.Add(parameter);
            else if (parameter is { Style: ParameterStyle.Form, Explode: true, Shape.IsObject: true })
            {
                // The members of an exploded form object stand in the query by their own names.
                foreach (var member in parameter.Shape.MemberTypes.Keys) membersOfObjects.TryAdd(member, parameter);
                if (parameter.Shape.OtherMemberTypes != AdmittedTypes.None) openObject = parameter;
            }
            else parameters.Add(parameter.Name, parameter);
        }
    }

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
        var rawValue = equals < 0 ? "" : pair[(equals + 1)..].ToString();
        if (PercentEncoding.Decode(rawName, plusIsSpace: true) is not { } name)
            (errors ??= []).Add(new ProblemError("query", rawName.ToString(), null, "encoding", $"the name '{rawName}' is not percent-encoded UTF-8"));
        else if (parameters.TryGetValue(name, out var parameter)) ReadValue(rawValue, parameter, ref values[parameter.Index], ref errors);
        else if (FindObject(name) is var (owner, member)) ReadMember(rawValue, owner, member, ref values[owner.Index], ref errors);
        else if (!operation.AllowsUnknownQuery)
            (errors ??= []).Add(new ProblemError("query", name, null, "unknown", $"there is no query parameter '{name}'"));
    }

    static void ReadValue(string raw, ContractParameter parameter, ref ParameterValue value, ref List<ProblemError>? errors)
    {
        if (parameter is { Style: ParameterStyle.Form, Explode: true, Shape.IsArray: true })
        {
            if (DecodePiece(raw) is not { } item) AddBroken(parameter.Name, ref errors);
            else
            {
                if (value.Items is null) value = new ParameterValue(null, []);
                value.Items!.Add(item);
            }
        }
        else if (value.IsPresent) AddRepeated(parameter.Name, ref errors);
        else if (StyleReader.Read(raw, parameter, DecodePiece) is { } read) value = read;
        else AddBroken(parameter.Name, ref errors);
    }

    static void ReadMember(string raw, ContractParameter owner, string member, ref ParameterValue value, ref List<ProblemError>? errors)
    {
        if (value.Members is null) value = new ParameterValue(null, null, []);
        if (DecodePiece(raw) is not { } text) AddBroken(member, ref errors);
        else if (value.Members!.Exists(other => other.Key == member)) AddRepeated(owner.Style == ParameterStyle.DeepObject ? $"{owner.Name}[{member}]" : member, ref errors);
        else value.Members.Add(new(member, text));
    }

    (ContractParameter Owner, string Member)? FindObject(string name)
    {
        foreach (var deep in deepObjects)
            if (name.Length > deep.Name.Length + 2 && name.StartsWith(deep.Name, StringComparison.Ordinal) && name[deep.Name.Length] == '[' && name[^1] == ']')
                return (deep, name[(deep.Name.Length + 1)..^1]);
        if (membersOfObjects.TryGetValue(name, out var owner)) return (owner, name);
        return openObject is null ? null : (openObject, name);
    }

    static void AddBroken(string name, ref List<ProblemError>? errors) =>
        (errors ??= []).Add(new ProblemError("query", name, "", "encoding", $"{name} is not percent-encoded UTF-8 in the contract's style"));

    static void AddRepeated(string name, ref List<ProblemError>? errors) =>
        (errors ??= []).Add(new ProblemError("query", name, null, "repeated", $"{name} must be given once"));
}
