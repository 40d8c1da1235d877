using System.Text.Json;

namespace Wharf.Server.Tests.WebConsole;

/// <summary>The facts of an OpenAPI document that two descriptions of one API must agree on, as sorted lines.</summary>
sealed class OpenApiFacts(JsonElement root)
{
    static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    public IReadOnlyList<string> Operations() => Sorted(All().Select(operation => $"{operation.Name}: {operation.Element.GetProperty("operationId").GetString()}"));

    public IReadOnlyList<string> Parameters() => Sorted(
        from operation in All()
        where operation.Element.TryGetProperty("parameters", out _)
        from declared in operation.Element.GetProperty("parameters").EnumerateArray()
        let parameter = Follow(declared)
        select $"{operation.Name}: {parameter.GetProperty("in").GetString()} {parameter.GetProperty("name").GetString()}");

    public IReadOnlyList<string> Bodies() => Sorted(
        from operation in All()
        where operation.Element.TryGetProperty("requestBody", out _)
        from content in Follow(operation.Element.GetProperty("requestBody")).GetProperty("content").EnumerateObject()
        select $"{operation.Name}: {content.Name}");

    public IReadOnlyList<string> Responses() => Sorted(
        from operation in All()
        from response in operation.Element.GetProperty("responses").EnumerateObject()
        select $"{operation.Name}: {response.Name} {string.Join(", ", ContentTypes(Follow(response.Value)))}");

    static IEnumerable<string> ContentTypes(JsonElement response) =>
        response.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(type => type.Name).Order() : [];

    IEnumerable<(string Name, JsonElement Element)> All() =>
        from path in root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        where Methods.Contains(method.Name)
        select ($"{method.Name.ToUpperInvariant()} {path.Name}", method.Value);

    JsonElement Follow(JsonElement element)
    {
        while (element.TryGetProperty("$ref", out var reference))
            element = reference.GetString()![2..].Split('/').Aggregate(root, (at, token) => at.GetProperty(token.Replace("~1", "/", StringComparison.Ordinal)));
        return element;
    }

    static List<string> Sorted(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal).ToList();
}
