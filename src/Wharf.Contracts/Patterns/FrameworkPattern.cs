using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wharf.Contracts.Patterns;

/// <summary>
/// A pattern that no automaton of ours can match, as a regular expression of the framework: without backtracking where it can, else with a
/// time limit. Code points become one or two UTF-16 units, since that is what the framework matches.
/// </summary>
sealed class FrameworkPattern
{
    const int OnStack = 256;

    readonly Regex regex;

    public FrameworkPattern(PatternNode pattern, TimeSpan timeout)
    {
        var text = new StringBuilder();
        Write(pattern, text);
        try
        {
            regex = pattern.IsRegular
                ? new Regex(text.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, timeout)
                : new Regex(text.ToString(), RegexOptions.CultureInvariant, timeout);
        }
        catch (NotSupportedException)
        {
            // Larger than what the framework does without backtracking.
            regex = new Regex(text.ToString(), RegexOptions.CultureInvariant, timeout);
        }
    }

    /// <summary>Whether a string matches; one that takes longer than the limit does not.</summary>
    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        var rented = utf8.Length > OnStack ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        var buffer = rented ?? stackalloc char[OnStack];
        try
        {
            return regex.IsMatch(buffer[..Encoding.UTF8.GetChars(utf8, buffer)]);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    static void Write(PatternNode node, StringBuilder text)
    {
        switch (node)
        {
            case CharacterNode character:
                Write(character.Set.WithoutSurrogates(), text);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts)
                    Write(part, text);
                break;
            case AlternativesNode alternatives:
                text.Append("(?:");
                for (var index = 0; index < alternatives.Parts.Count; index++)
                {
                    text.Append(index == 0 ? "" : "|");
                    Write(alternatives.Parts[index], text);
                }
                text.Append(')');
                break;
            case RepeatNode repeat:
                Wrap("(?:", repeat.Part, text);
                text.Append(CultureInfo.InvariantCulture, $"{{{repeat.Minimum},{repeat.Maximum}}}{(repeat.IsLazy ? "?" : "")}");
                break;
            case GroupNode group:
                Wrap(string.Create(CultureInfo.InvariantCulture, $"(?<g{group.Number}>"), group.Part, text);
                break;
            case EdgeNode edge:
                text.Append(edge.IsEnd ? @"\z" : @"\A");
                break;
            case BoundaryNode boundary:
                // \b by ASCII words, as ECMA-262 has it.
                text.Append(boundary.IsNegated
                    ? "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))"
                    : "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))");
                break;
            case LookNode look:
                Wrap($"(?{(look.IsBehind ? "<" : "")}{(look.IsNegated ? "!" : "=")}", look.Part, text);
                break;
            case BackReferenceNode reference:
                // A group that has captured nothing matches the empty string in ECMA-262.
                text.Append(CultureInfo.InvariantCulture, $@"(?(g{reference.Number})\k<g{reference.Number}>|)");
                break;
        }
    }

    static void Wrap(string opening, PatternNode part, StringBuilder text)
    {
        text.Append(opening);
        Write(part, text);
        text.Append(')');
    }

    static void Write(CodePointSet set, StringBuilder text)
    {
        var units = set.Ranges.Where(range => range.First <= 0xFFFF)
            .Select(range => Units(range.First, Math.Min(range.Last, 0xFFFF))).ToList();
        var pairs = set.Ranges.Where(range => range.Last > 0xFFFF)
            .SelectMany(range => Pairs(Math.Max(range.First, 0x10000), range.Last)).ToList();
        if (units.Count > 0)
            pairs.Insert(0, $"[{string.Concat(units)}]");
        text.Append(pairs.Count == 0 ? "(?!)" : $"(?:{string.Join('|', pairs)})");
    }

    static string Units(int first, int last) => string.Create(CultureInfo.InvariantCulture, $@"\u{first:X4}-\u{last:X4}");

    static IEnumerable<string> Pairs(int first, int last)
    {
        while (first <= last)
        {
            var high = ((first - 0x10000) >> 10) + 0xD800;
            var low = (first & 0x3FF) + 0xDC00;
            var lastHigh = ((last - 0x10000) >> 10) + 0xD800;
            var lastLow = (last & 0x3FF) + 0xDC00;
            // As many whole blocks of 1,024 as there are, otherwise the rest of this block.
            var wholeTo = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
            var isWhole = low == 0xDC00 && wholeTo >= high;
            var highTo = isWhole ? wholeTo : high;
            var lowTo = isWhole || lastHigh > high ? 0xDFFF : lastLow;
            yield return $"[{Units(high, highTo)}][{Units(low, lowTo)}]";
            first = ((highTo - 0xD800) << 10) + 0x10000 + (lowTo - 0xDC00) + 1;
        }
    }
}
