using System.Text;
using System.Text.Json;

namespace Wharf.Contracts.Documents;

/// <summary>A value in a document together with where it is, so that whoever finds fault with it can name the place.</summary>
readonly record struct Place(JsonElement Element, string Pointer)
{
    public static Place Root(JsonElement root) => new(root, "");

    /// <summary>The pointer as a URI fragment (RFC 6901, section 6).</summary>
    public string Fragment => string.Join('/', Pointer.Split('/').Select(Uri.EscapeDataString));

    public Place? Find(string member) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(member, out var value) ? new Place(value, Append(member)) : null;

    public Place Child(string member) => Find(member) ?? throw new KeyNotFoundException($"'{member}' is missing at {Pointer}");

    public string? Text(string member) => Find(member) is { Element.ValueKind: JsonValueKind.String } place ? place.Element.GetString() : null;

    public bool Flag(string member) => Find(member) is { Element.ValueKind: JsonValueKind.True };

    public int? Number(string member) => Find(member) is { Element.ValueKind: JsonValueKind.Number } place ? place.Element.GetInt32() : null;

    public IEnumerable<Place> Items()
    {
        var (element, pointer) = (Element, Pointer);
        return element.EnumerateArray().Select((item, index) => new Place(item, $"{pointer}/{index}"));
    }

    public IEnumerable<(string Name, Place Place)> Members()
    {
        var self = this;
        return Element.EnumerateObject().Select(member => (member.Name, new Place(member.Value, self.Append(member.Name))));
    }

    string Append(string member) =>
        new StringBuilder(Pointer).Append('/').Append(member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)).ToString();
}
