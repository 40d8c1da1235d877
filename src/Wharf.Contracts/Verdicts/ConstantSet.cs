using System.Buffers;
using Wharf.Contracts.Json;

namespace Wharf.Contracts.Verdicts;

/// <summary>The values of a <c>const</c> or an <c>enum</c>. Strings are looked up, others compared one by one.</summary>
sealed class ConstantSet
{
    const int OnStack = 256;

    readonly NameTable strings;
    readonly byte[][] others;

    public ConstantSet(IEnumerable<Constant> constants)
    {
        var values = constants.ToList();
        strings = new NameTable([.. values.Where(constant => constant.Utf8[0] == '"').Select(constant => constant.Value.Text).Distinct()]);
        others = [.. values.Where(constant => constant.Utf8[0] != '"').Select(constant => constant.Utf8)];
    }

    /// <summary>Whether the value that begins at a place, and was just read, is one of them.</summary>
    public bool Contains(ref JsonCursor cursor, int start)
    {
        if (cursor.Text[start] == '"')
            return ContainsString(cursor.Text[(start + 1)..(cursor.Position - 1)]);
        foreach (var constant in others)
        {
            var left = new JsonCursor(cursor.Text, int.MaxValue, duplicatesAllowed: true) { Position = start };
            var right = new JsonCursor(constant, int.MaxValue, duplicatesAllowed: true);
            if (JsonEquality.AreEqual(ref left, ref right))
                return true;
        }
        return false;
    }

    bool ContainsString(ReadOnlySpan<byte> token)
    {
        if (!token.Contains((byte)'\\'))
            return strings.Find(token) >= 0;
        var rented = token.Length > OnStack ? ArrayPool<byte>.Shared.Rent(token.Length) : null;
        var content = rented ?? stackalloc byte[OnStack];
        var found = strings.Find(content[..JsonEscapes.Unescape(token, content)]) >= 0;
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return found;
    }
}
