using System.Globalization;
using System.Text;

namespace Wharf.Benchmarks.Contracts;

/// <summary>
/// A contract as large APIs have them: four operations for each resource, each resource with schemas of its own (a dozen members with
/// lengths, patterns, formats, ranges, an enumeration, an array and a nested object), shared parameters, problems for what may go wrong.
/// </summary>
static class SyntheticContract
{
    const string Shared = """
        "parameters":{"Limit":{"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":100,"default":25}},
        "Cursor":{"name":"cursor","in":"query","schema":{"type":"string","minLength":1,"maxLength":200,"pattern":"^[A-Za-z0-9_-]+$"}}},
        "securitySchemes":{"bearer":{"type":"http","scheme":"bearer"}},
        """;

    const string Problem = """
        "Problem":{"type":"object","required":["title","status"],"properties":{"type":{"type":"string","format":"uri-reference"},
        "title":{"type":"string"},"status":{"type":"integer","minimum":100,"maximum":599},"detail":{"type":"string"}}}
        """;

    public static byte[] Make(int operations)
    {
        var (paths, schemas) = (new StringBuilder(), new StringBuilder(Problem));
        for (var resource = 0; resource < operations / 4; resource++)
        {
            if (resource > 0) paths.Append(',');
            paths.Append(Fill(Paths, resource));
            schemas.Append(',').Append(Fill(Schemas, resource));
        }
        return Encoding.UTF8.GetBytes("""{"openapi":"3.1.0","info":{"title":"Synthetic","version":"1.0.0"},"security":[{"bearer":[]}],"""
            + $"\"paths\":{{{paths}}},\"components\":{{{Shared}\"schemas\":{{{schemas}}}}}}}");
    }

    static string Fill(string template, int resource) => template
        .Replace("<refused>", Refused, StringComparison.Ordinal)
        .Replace("<thing>", Thing, StringComparison.Ordinal)
        .Replace("<id>", Id, StringComparison.Ordinal)
        .Replace("@", resource.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    const string Refused = """
        "400":{"description":"Refused","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},
        "404":{"description":"Absent","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}
        """;

    const string Thing = """{"description":"It","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing@"}}}}""";

    const string Id = """{"name":"id","in":"path","required":true,"schema":{"type":"string","format":"uuid"}}""";

    const string Paths = """
        "/things@":{
        "get":{"operationId":"list@","parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"},
        {"name":"status","in":"query","schema":{"type":"array","items":{"type":"string","enum":["a","b","c@"]}}}],
        "responses":{"200":{"description":"A page","content":{"application/json":{"schema":{"type":"object","required":["items"],
        "properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Thing@"}},
        "next_cursor":{"type":["string","null"]}}}}}},<refused>}},
        "post":{"operationId":"create@",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewThing@"}}}},
        "responses":{"201":<thing>,<refused>}}},
        "/things@/{id}":{"parameters":[<id>],
        "get":{"operationId":"get@",
        "responses":{"200":<thing>,<refused>}},
        "put":{"operationId":"replace@",
        "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewThing@"}}}},
        "responses":{"200":<thing>,<refused>}}}
        """;

    const string Schemas = """
        "NewThing@":{"type":"object","additionalProperties":false,"required":["name","kind"],"properties":{
        "name":{"type":"string","minLength":1,"maxLength":8@},"kind":{"type":"string","enum":["small","large","kind-@"]},
        "code":{"type":"string","pattern":"^[A-Z]{2}[0-9]{1,6}-@$"},"email":{"type":"string","format":"email"},
        "count":{"type":"integer","minimum":0,"maximum":1@},"ratio":{"type":"number","exclusiveMinimum":0},"active":{"type":"boolean"},
        "starts":{"type":"string","format":"date-time"},"link":{"type":["string","null"],"format":"uri"},
        "tags":{"type":"array","maxItems":20,"uniqueItems":true,"items":{"type":"string","maxLength":40}},
        "place":{"type":"object","additionalProperties":false,"required":["city"],"properties":{
        "city":{"type":"string","minLength":1,"maxLength":80},"country":{"type":"string","pattern":"^[A-Z]{2}$"}}}}},
        "Thing@":{"type":"object","required":["id","created_at"],"unevaluatedProperties":false,
        "allOf":[{"$ref":"#/components/schemas/NewThing@Open"}],
        "properties":{"id":{"type":"string","format":"uuid","readOnly":true},"created_at":{"type":"string","format":"date-time"}}},
        "NewThing@Open":{"type":"object","properties":{"name":{"type":"string"},"kind":{"type":"string"},"count":{"type":"integer"}}}
        """;
}
