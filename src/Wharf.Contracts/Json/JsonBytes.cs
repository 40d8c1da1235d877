using System.Runtime.InteropServices;
using System.Text.Json;

namespace Wharf.Contracts.Json;

/// <summary>The bytes a JSON element was written with.</summary>
static class JsonBytes
{
    public static ReadOnlySpan<byte> Of(JsonElement element) => JsonMarshal.GetRawUtf8Value(element);
}
