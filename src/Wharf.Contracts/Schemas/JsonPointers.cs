using System.Globalization;
using System.Text.Json;

namespace Wharf.Contracts.Schemas;

/// <summary>JSON pointers (RFC 6901).</summary>
static class JsonPointers
{
    public static string Escape(string token) =>
        token.AsSpan().IndexOfAny('~', '/') < 0
            ? token
            : token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>The value a pointer leads to, if it leads to one.</summary>
    public static JsonElement? Find(JsonElement root, string pointer)
    {
        var value = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Unescape(token), out var member))
                value = member;
            else if (value.ValueKind == JsonValueKind.Array
                && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < value.GetArrayLength())
                value = value[index];
            else
                return null;
        }
        return value;
    }
}
