using System.Text;
using System.Text.RegularExpressions;

namespace Wharf.Contracts.Patterns;

/// <summary>A regular expression of ECMA-262 (with its <c>u</c> flag, as JSON Schema has it), matched anywhere in a string.</summary>
sealed class Pattern
{
    readonly Regex regex;

    public Pattern(string source, TimeSpan timeout)
    {
        Source = source;
        try
        {
            regex = new Regex(source.Replace("\\p{Letter}", "\\p{L}", StringComparison.Ordinal), RegexOptions.CultureInvariant, timeout);
        }
        catch (ArgumentException problem)
        {
            throw new PatternException(problem.Message, problem);
        }
    }

    public string Source { get; }

    public bool IsMatch(ReadOnlySpan<byte> utf8) => regex.IsMatch(Encoding.UTF8.GetString(utf8));
}
