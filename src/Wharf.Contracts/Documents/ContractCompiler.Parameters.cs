using System.Text;
using System.Text.Json;

namespace Wharf.Contracts.Documents;

/// <summary>Parameters: where they are sent, how they are written, what their text stands for.</summary>
sealed partial class ContractCompiler
{
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
}
