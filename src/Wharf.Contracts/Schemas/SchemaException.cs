namespace Wharf.Contracts.Schemas;

/// <summary>A schema that cannot be compiled: where it is, and why.</summary>
/// <param name="location">The absolute location, a URI with a JSON pointer.</param>
/// <param name="reason">What is wrong there.</param>
/// <param name="inner">What it was caused by.</param>
public sealed class SchemaException(string location, string reason, Exception? inner = null)
    : Exception($"{location}: {reason}", inner)
{
    /// <summary>The absolute location of the offending schema.</summary>
    public string Location { get; } = location;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}
