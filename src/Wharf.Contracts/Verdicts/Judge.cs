using System.Text.Unicode;
using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Verdicts;

/// <summary>The fast verdict over whole documents.</summary>
sealed class Judge(Verdict? verdict, SchemaOptions options)
{
    /// <summary>
    /// How often, on average, a byte may be read again before the slower pass, which remembers alternatives, is the faster one.
    /// </summary>
    const int RereadsPerByte = 64;

    /// <summary>Whether a document is valid; no answer if it takes too long this way.</summary>
    public bool? Decide(ReadOnlySpan<byte> text, SchemaDirection direction)
    {
        // Inside strings the cursor takes bytes as they come.
        if (!Utf8.IsValid(text))
            return false;
        var cursor = new JsonCursor(text, options.MaxDepth, options.DuplicateKeysAllowed)
        {
            Direction = direction,
            Budget = (long)text.Length * RereadsPerByte + 4096,
        };
        var holds = verdict is null ? cursor.SkipValue() : verdict.Read(ref cursor);
        if (holds)
        {
            cursor.Peek();
            holds = cursor.Position == text.Length;
        }
        cursor.Names.Release();
        return cursor.Budget < 0 ? null : holds;
    }
}
