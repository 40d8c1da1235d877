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

    readonly string part;
    readonly bool isOpen;
    readonly Dictionary<string, ContractParameter> parameters = [];
    readonly Dictionary<string, ContractParameter> membersOfObjects = [];
    readonly List<ContractParameter> deepObjects = [];
    readonly ContractParameter? openObject;

    /// <param name="known">The parameters to look for, each with its place among the values.</param>
    /// <param name="isOpen">Whether others are let pass.</param>
    /// <param name="part">The part of the request that violations name: <c>query</c>, or <c>body</c> for a form.</param>
    public QueryReader(IEnumerable<ContractParameter> known, bool isOpen, string part)
    {
        this.isOpen = isOpen;
        this.part = part;
        foreach (var parameter in known)
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

    /// <summary>Reads the pairs of a query string (without its question mark) or of a form.</summary>
    public void Read(ReadOnlySpan<char> rest, ParameterValue[] values, ref List<ProblemError>? errors)
    {
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
            (errors ??= []).Add(new ProblemError(part, rawName.ToString(), null, "encoding", $"the name '{rawName}' is not percent-encoded UTF-8"));
        else if (parameters.TryGetValue(name, out var parameter)) ReadValue(rawValue, parameter, ref values[parameter.Index], ref errors);
        else if (FindObject(name) is var (owner, member)) ReadMember(rawValue, owner, member, ref values[owner.Index], ref errors);
        else if (!isOpen)
            (errors ??= []).Add(new ProblemError(part, name, null, "unknown", $"there is no {(part == "query" ? "query parameter" : "form field")} '{name}'"));
    }

    void ReadValue(string raw, ContractParameter parameter, ref ParameterValue value, ref List<ProblemError>? errors)
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

    void ReadMember(string raw, ContractParameter owner, string member, ref ParameterValue value, ref List<ProblemError>? errors)
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

    void AddBroken(string name, ref List<ProblemError>? errors) =>
        (errors ??= []).Add(new ProblemError(part, name, "", "encoding", $"{name} is not percent-encoded UTF-8 in the contract's style"));

    void AddRepeated(string name, ref List<ProblemError>? errors) =>
        (errors ??= []).Add(new ProblemError(part, name, null, "repeated", $"{name} must be given once"));
}
