using System.Globalization;
using System.Text.Unicode;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Json;

/// <summary>
/// Whether text is one JSON document: UTF-8 throughout, no byte order mark, nothing after the value, no name twice, not too deep.
/// </summary>
static class JsonText
{
    /// <summary>Says what is wrong with text, if anything is.</summary>
    public static JsonFault? Check(ReadOnlySpan<byte> text, SchemaOptions options)
    {
        if (text.IsEmpty)
            return new JsonFault(JsonFaultKind.Empty, 0);
        if (text.StartsWith("\uFEFF"u8))
            return new JsonFault(JsonFaultKind.ByteOrderMark, 0);
        if (!Utf8.IsValid(text))
            return new JsonFault(JsonFaultKind.InvalidUtf8, FirstInvalidByte(text));
        var cursor = new JsonCursor(text, options.MaxDepth, options.DuplicateKeysAllowed);
        var isGood = cursor.SkipValue();
        cursor.Names.Release();
        if (isGood)
        {
            cursor.Peek();
            return cursor.Position == text.Length ? null : new JsonFault(JsonFaultKind.TrailingBytes, cursor.Position);
        }
        return cursor.Fault switch
        {
            JsonFaultKind.DuplicateName => JsonFault.Duplicate(text, cursor.FaultAt, options.MaxDepth),
            JsonFaultKind.TooDeep =>
                new JsonFault(cursor.Fault, cursor.FaultAt, "", options.MaxDepth.ToString(CultureInfo.InvariantCulture)),
            _ => new JsonFault(cursor.Fault, cursor.FaultAt),
        };
    }

    static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
