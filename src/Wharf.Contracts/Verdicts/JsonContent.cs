using System.Buffers;
using Wharf.Contracts.Json;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Verdicts;

/// <summary>Names with escapes in them, looked up and matched by their content. Rare, and therefore not in anybody's way.</summary>
static class JsonContent
{
    const int OnStack = 256;

    public static int Find(NameTable names, ReadOnlySpan<byte> token)
    {
        var rented = token.Length > OnStack ? ArrayPool<byte>.Shared.Rent(token.Length) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var index = names.Find(content[..JsonEscapes.Unescape(token, content)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return index;
    }

    public static bool IsMatch(Pattern pattern, ReadOnlySpan<byte> token)
    {
        var rented = token.Length > OnStack ? ArrayPool<byte>.Shared.Rent(token.Length) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var matches = pattern.IsMatch(content[..JsonEscapes.Unescape(token, content)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return matches;
    }
}
