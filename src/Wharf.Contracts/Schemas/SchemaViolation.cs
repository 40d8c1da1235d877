using System.Diagnostics.CodeAnalysis;

namespace Wharf.Contracts.Schemas;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Pointer">The JSON pointer of the offending value in the document; empty for the document itself.</param>
/// <param name="SchemaLocation">The absolute location of the keyword that is violated.</param>
/// <param name="Keyword">The keyword, or <c>json</c> for text that is not one JSON document.</param>
/// <param name="Message">A sentence for people, which names the pointer, the rule and the value.</param>
[SuppressMessage("Naming", "CA1720", Justification = "It is a JSON pointer, and called that everywhere.")]
public sealed record SchemaViolation(string Pointer, string SchemaLocation, string Keyword, string Message)
{
    internal const string Document = "the document";

    /// <summary>The message about a value that goes by a name, such as a parameter: the whole of it is called by that name.</summary>
    internal string About(string name) =>
        Message.StartsWith(Document, StringComparison.Ordinal) ? string.Concat(name, Message.AsSpan(Document.Length)) : $"{name}: {Message}";
}
