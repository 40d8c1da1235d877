using System.Globalization;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Schemas;
using Wharf.Contracts.Security;

namespace Wharf.Contracts.Documents;

/// <summary>
/// Reads an OpenAPI document once, at start, and turns each operation into a <see cref="ContractOperation"/>. Everything that requests need
/// later is resolved here: references, defaults, styles, schemas. What cannot be served is refused here, with its place, never at a request.
/// </summary>
sealed class ContractCompiler
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

    List<ContractParameter> Parameters(Place item, Place operation)
    {
        var places = new List<Place>();
        foreach (var owner in (Place[])[item, operation])
        {
            if (owner.Find("parameters") is not { } list) continue;
            foreach (var place in list.Items().Select(Follow))
            {
                places.RemoveAll(other => other.Text("name") == place.Text("name") && other.Text("in") == place.Text("in"));
                places.Add(place);
            }
        }
        return places.Select(Parameter).ToList();
    }

    ContractParameter Parameter(Place place, int index)
    {
        var location = place.Text("in") switch
        {
            "path" => ParameterLocation.Path,
            "query" => ParameterLocation.Query,
            "header" => ParameterLocation.Header,
            "cookie" => ParameterLocation.Cookie,
            var other => throw Fault(place, $"a parameter cannot be in '{other}'"),
        };
        var content = place.Find("content")?.Members().FirstOrDefault();
        if ((place.Find("schema") ?? content?.Place.Find("schema")) is not { } declared) throw Fault(place, "a parameter needs a schema");
        var style = content is not null ? ParameterStyle.Json : Style(place, location);
        var schema = Follow(declared);
        return new ContractParameter
        {
            Index = index,
            Name = place.Text("name") ?? throw Fault(place, "a parameter needs a name"),
            Location = location,
            Required = place.Flag("required"),
            Style = style,
            Explode = place.Find("explode") is { } explode ? explode.Element.GetBoolean() : style is ParameterStyle.Form or ParameterStyle.DeepObject,
            Shape = Shape(schema),
            Default = schema.Find("default") is { } value ? Encoding.UTF8.GetBytes(value.Element.GetRawText()) : null,
            Schema = Compile(declared),
        };
    }

    ParameterStyle Style(Place place, ParameterLocation location)
    {
        var style = place.Text("style") switch
        {
            null => location is ParameterLocation.Query or ParameterLocation.Cookie ? ParameterStyle.Form : ParameterStyle.Simple,
            "simple" => ParameterStyle.Simple,
            "label" => ParameterStyle.Label,
            "matrix" => ParameterStyle.Matrix,
            "form" => ParameterStyle.Form,
            "spaceDelimited" => ParameterStyle.SpaceDelimited,
            "pipeDelimited" => ParameterStyle.PipeDelimited,
            "deepObject" => ParameterStyle.DeepObject,
            var other => throw Fault(place, $"there is no parameter style '{other}'"),
        };
        var fits = location switch
        {
            ParameterLocation.Path => style is ParameterStyle.Simple or ParameterStyle.Label or ParameterStyle.Matrix,
            ParameterLocation.Query => style is ParameterStyle.Form or ParameterStyle.SpaceDelimited or ParameterStyle.PipeDelimited or ParameterStyle.DeepObject,
            ParameterLocation.Header => style == ParameterStyle.Simple,
            _ => style == ParameterStyle.Form,
        };
        return fits ? style : throw Fault(place, $"a parameter in {place.Text("in")} cannot have the style '{place.Text("style")}'");
    }

    ParameterShape Shape(Place schema) => new(
        Types(schema),
        schema.Find("items") is { } items ? Types(Follow(items)) : AdmittedTypes.String,
        schema.Find("properties") is { } members ? members.Members().ToDictionary(member => member.Name, member => Types(Follow(member.Place))) : [],
        schema.Find("additionalProperties") switch
        {
            { Element.ValueKind: JsonValueKind.False } => AdmittedTypes.None,
            { Element.ValueKind: JsonValueKind.Object } other => Types(Follow(other)),
            _ => AdmittedTypes.String,
        });

    ContractBody Body(Place body)
    {
        var mediaTypes = body.Child("content").Members().Select(member => MediaType(member.Name.ToLowerInvariant(), member.Place)).ToList();
        return new ContractBody(body.Flag("required"), mediaTypes);
    }

    ContractMediaType MediaType(string mediaType, Place place)
    {
        var schema = place.Find("schema");
        if (IsJson(mediaType)) return new ContractMediaType(mediaType, BodyKind.Json) { Schema = schema is { } rules ? Compile(rules) : null };
        if (mediaType is not ("multipart/form-data" or "application/x-www-form-urlencoded")) return new ContractMediaType(mediaType, BodyKind.Stream);

        var form = Follow(schema ?? throw Fault(place, $"{mediaType} needs a schema"));
        var members = form.Find("properties")?.Members().ToList() ?? [];
        var open = form.Find("additionalProperties") is not { Element.ValueKind: JsonValueKind.False };
        if (mediaType != "multipart/form-data")
            return new ContractMediaType(mediaType, BodyKind.Form)
            {
                Schema = Compile(schema.Value),
                Fields = members.Select((member, index) => Field(member.Name, member.Place, index, place)).ToList(),
                IsOpen = open,
            };
        var required = form.Find("required") is { } list ? list.Items().Select(item => item.Element.GetString()).ToHashSet() : [];
        return new ContractMediaType(mediaType, BodyKind.Multipart)
        {
            Parts = members.Select(member => Part(member.Name, Follow(member.Place), required.Contains(member.Name), place)).ToList(),
            IsOpen = open,
        };
    }

    ContractParameter Field(string field, Place declared, int index, Place mediaType)
    {
        var encoding = mediaType.Find("encoding")?.Find(field);
        var style = encoding is { } written ? Style(written, ParameterLocation.Query) : ParameterStyle.Form;
        return new ContractParameter
        {
            Index = index,
            Name = field,
            Location = ParameterLocation.Query,
            Required = false,
            Style = style,
            Explode = encoding?.Find("explode") is { } explode ? explode.Element.GetBoolean() : style is ParameterStyle.Form or ParameterStyle.DeepObject,
            Shape = Shape(Follow(declared)),
            Default = null,
            Schema = Compile(declared),
        };
    }

    ContractPart Part(string part, Place schema, bool required, Place mediaType)
    {
        var isArray = Types(schema) == AdmittedTypes.Array;
        var item = isArray ? Follow(schema.Child("items")) : schema;
        var isBinary = item.Text("format") == "binary" || item.Find("contentMediaType") is not null;
        var isJson = !isBinary && Types(item).HasFlag(AdmittedTypes.Object);
        var encoding = mediaType.Find("encoding")?.Find(part);
        var (minimum, maximum) = isArray ? (schema.Number("minItems") ?? (required ? 1 : 0), schema.Number("maxItems") ?? int.MaxValue) : (1, 1);
        var contentTypes = encoding?.Text("contentType") is { } types ? types.Split(',', StringSplitOptions.TrimEntries) : isJson ? ["application/json"] : [];
        return new ContractPart
        {
            Name = part,
            Minimum = required ? Math.Max(minimum, 1) : 0,
            Maximum = maximum,
            Schema = isBinary ? null : Compile(item),
            Shape = isBinary || isJson ? null : Shape(item),
            FileName = encoding?.Find("x-filename") is { } rules ? Compile(rules) : null,
            ContentTypes = contentTypes,
            Headers = encoding is { } written ? Headers(written) : [],
        };
    }

    // Content-Type is what `content` says: OpenAPI has it that a header of that name is ignored.
    List<ContractHeader> Headers(Place owner) => owner.Find("headers")?.Members()
        .Where(header => !header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        .Select(header => Header(header.Name, Follow(header.Place))).ToList() ?? [];

    ContractHeader Header(string header, Place place) => place.Find("schema") is { } schema
        ? new ContractHeader(header, place.Flag("required"), Shape(Follow(schema)), Compile(schema))
        : throw Fault(place, "a header needs a schema");

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
            if (!int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) continue;
            var response = Follow(member.Place);
            var content = response.Find("content") is { } declared
                ? declared.Members().ToDictionary(
                    media => media.Name.ToLowerInvariant(),
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

    static bool IsJson(string mediaType)
    {
        var bare = mediaType.Split(';')[0].Trim();
        return bare.Equals("application/json", StringComparison.OrdinalIgnoreCase) || bare.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    ContractException Fault(Place place, string reason) => new(name, place.Pointer, reason);
}
