using System.Text.Json;

namespace Wharf.Contracts.Documents;

/// <summary>Request bodies: JSON, forms and multipart, each with the rules for its pieces.</summary>
sealed partial class ContractCompiler
{
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
}
