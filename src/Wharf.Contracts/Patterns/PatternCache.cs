namespace Wharf.Contracts.Patterns;

/// <summary>The patterns of a schema set, each compiled once: contracts repeat a few of them over and over.</summary>
sealed class PatternCache(TimeSpan timeout)
{
    readonly Dictionary<string, Pattern> patterns = [];

    public Pattern Get(string source)
    {
        if (!patterns.TryGetValue(source, out var pattern))
            patterns[source] = pattern = new Pattern(source, timeout);
        return pattern;
    }
}
