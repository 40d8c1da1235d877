using System.Globalization;
using System.Text.Json;
using Wharf.Contracts.Schemas;
using Wharf.Contracts.Security;

namespace Wharf.Contracts.Documents;

/// <summary>
/// Reads an OpenAPI document once, at start, and turns each operation into a <see cref="ContractOperation"/>. Everything that requests need
/// later is resolved here: references, defaults, styles, schemas. What cannot be served is refused here, with its place, never at a request.
/// </summary>
sealed partial class ContractCompiler
{
    static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    readonly string name;
    readonly JsonElement root;
    readonly SchemaSet schemas;
    readonly Uri uri;

    public ContractCompiler(string name, JsonElement root)
    {
        this.name = name;
        this.root = root;
        var version = Place.Root(root).Text("openapi") ?? "";
        if (!version.StartsWith("3.0", StringComparison.Ordinal) && !version.StartsWith("3.1", StringComparison.Ordinal))
            throw Fault(Place.Root(root), $"OpenAPI '{version}' is not supported; 3.0 and 3.1 are");
        var dialect = version.StartsWith("3.0", StringComparison.Ordinal) ? SchemaDialect.OpenApi30 : SchemaDialect.OpenApi31;
        schemas = new SchemaSet(new SchemaOptions { Dialect = dialect, AssertFormats = true });
        uri = new Uri($"wharf:///contracts/{Uri.EscapeDataString(name)}");
        schemas.Add(uri, root);
    }

    public IReadOnlyDictionary<string, SecuritySchemeDescription> SecuritySchemes()
    {
        var found = new Dictionary<string, SecuritySchemeDescription>();
        if (Place.Root(root).Find("components") is not { } components || components.Find("securitySchemes") is not { } declared) return found;
        foreach (var member in declared.Members())
        {
            var scheme = Follow(member.Place);
            var challenge = scheme.Text("type") == "http" ? Capitalise(scheme.Text("scheme")!) : scheme.Text("x-authentication-scheme");
            found.Add(member.Name, new SecuritySchemeDescription(member.Name, challenge));
        }
        return found;
    }

    public List<ContractOperation> Operations()
    {
        var operations = new List<ContractOperation>();
        foreach (var path in Place.Root(root).Child("paths").Members())
        {
            var item = Follow(path.Place);
            foreach (var method in Methods)
                if (item.Find(method) is { } operation) operations.Add(Operation(path.Name, method, item, operation));
        }
        return operations;
    }

    ContractOperation Operation(string path, string method, Place item, Place operation) => new()
    {
        Contract = name,
        Id = operation.Text("operationId") ?? throw Fault(operation, "an operation needs an operationId"),
        Method = method.ToUpperInvariant(),
        Path = path,
        Tag = operation.Find("tags") is { } tags ? tags.Element[0].GetString() : null,
        Summary = operation.Text("summary"),
        Parameters = Parameters(item, operation),
        Body = operation.Find("requestBody") is { } body ? Body(Follow(body)) : null,
        Security = Security(operation),
        Responses = Responses(operation.Child("responses")),
        AllowsUnknownQuery = operation.Flag("x-allow-unknown-query"),
    };

    List<SecurityRequirement> Security(Place operation)
    {
        if ((operation.Find("security") ?? Place.Root(root).Find("security")) is not { } list) return [];
        return list.Items()
            .Select(item => new SecurityRequirement(item.Members()
                .Select(member => new SchemeRequirement(member.Name, member.Place.Items().Select(role => role.Element.GetString()!).ToList())).ToList()))
            .ToList();
    }

    Dictionary<int, ContractDocumentedResponse> Responses(Place responses)
    {
        var documented = new Dictionary<int, ContractDocumentedResponse>();
        foreach (var member in responses.Members())
        {
            // `default` is 0 and `4XX` is 4: neither can be a status code.
            var key = member.Name == "default" ? "0" : member.Name.Length == 3 && member.Name.EndsWith("XX", StringComparison.Ordinal) ? member.Name[..1] : member.Name;
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) continue;
            var response = Follow(member.Place);
            var content = response.Find("content") is { } declared
                ? declared.Members().DistinctBy(media => Bare(media.Name)).ToDictionary(
                    media => Bare(media.Name),
                    media => IsJson(media.Name) && media.Place.Find("schema") is { } schema ? Compile(schema) : null)
                : [];
            documented.Add(status, new ContractDocumentedResponse(content, Headers(response)));
        }
        return documented;
    }

    JsonSchema Compile(Place place)
    {
        try
        {
            return schemas.Compile(new Uri($"{uri}#{place.Fragment}"));
        }
        catch (SchemaException exception)
        {
            throw new ContractException(name, place.Pointer, exception.Message, exception);
        }
    }

    // Follows local references to the component that is meant. `$ref` beside other keywords is left to the schema compiler.
    Place Follow(Place place)
    {
        for (var hops = 0; place.Element.ValueKind == JsonValueKind.Object && place.Text("$ref") is { } reference; hops++)
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal) || hops > 64) throw Fault(place, $"cannot follow $ref '{reference}'");
            var target = Place.Root(root);
            foreach (var token in reference[2..].Split('/'))
                target = target.Find(Uri.UnescapeDataString(token).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
                    ?? throw Fault(place, $"$ref '{reference}' leads nowhere");
            place = target;
        }
        return place;
    }

    static AdmittedTypes Types(Place schema)
    {
        var names = schema.Find("type") switch
        {
            { Element.ValueKind: JsonValueKind.String } one => [one.Element.GetString()],
            { Element.ValueKind: JsonValueKind.Array } many => many.Items().Select(item => item.Element.GetString()).ToArray(),
            // A schema without a type may admit any scalar: numbers and booleans are read as such, everything else is a string.
            _ => schema.Find("properties") is null ? ["string", "integer", "number", "boolean"] : ["object"],
        };
        return names.Aggregate(AdmittedTypes.None, (types, type) => types | Enum.Parse<AdmittedTypes>(type!, ignoreCase: true));
    }

    // Parameters of a media type (`; charset=utf-8`) say nothing about which body is meant.
    static string Bare(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant();

    static bool IsJson(string mediaType)
    {
        var bare = Bare(mediaType);
        return bare.Equals("application/json", StringComparison.OrdinalIgnoreCase) || bare.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    ContractException Fault(Place place, string reason) => new(name, place.Pointer, reason);
}
