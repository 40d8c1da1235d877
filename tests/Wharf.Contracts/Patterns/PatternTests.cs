using System.Text;
using Wharf.Contracts.Patterns;

namespace Wharf.Contracts.Tests.Patterns;

public sealed class PatternTests
{
    [Theory]
    [InlineData("^[a-z0-9-]{3,40}$", "my-bucket", true)]
    [InlineData("^[a-z0-9-]{3,40}$", "my bucket", false)]
    [InlineData("^[a-z0-9-]{3,40}$", "ab", false)]
    [InlineData("abc$", "abc\n", false)]
    [InlineData("^🐲*$", "🐲🐲", true)]
    [InlineData("^🐲*$", "🐲🐉", false)]
    [InlineData("^.$", "🐲", true)]
    [InlineData(@"^\S$", "🐲", true)]
    [InlineData("^[^a]$", "🐲", true)]
    [InlineData(@"^\p{Letter}+$", "Größe", true)]
    [InlineData(@"^\p{Lu}$", "𝐀", true)]
    [InlineData(@"^\P{L}$", "a", false)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\s$", "\uFEFF", true)]
    [InlineData(@"^\s$", "\u0085", false)]
    [InlineData(@"^\cC$", "\u0003", true)]
    [InlineData(@"^\u{1F432}$", "🐲", true)]
    [InlineData(@"^\uD83D\uDC32$", "🐲", true)]
    [InlineData(@"[a-c\-x]", "-", true)]
    [InlineData("a.c", "a\nc", false)]
    [InlineData("a|b", "xbx", true)]
    [InlineData("^a|b$", "ab", true)]
    [InlineData("^(?:a|b)c$", "bc", true)]
    [InlineData(@"\bfoo\b", "a foo!", true)]
    [InlineData(@"\bfoo\b", "éfoo", true)]
    [InlineData(@"^(?!-)[a-z-]+(?<!-)$", "a-b", true)]
    [InlineData(@"^(?!-)[a-z-]+(?<!-)$", "-ab", false)]
    [InlineData(@"^(?<q>['""]).*\k<q>$", "'x'", true)]
    [InlineData(@"^(a)?\1b$", "b", true)]
    [InlineData("", "anything", true)]
    [InlineData("[]", "a", false)]
    [InlineData("[^]", "a", true)]
    [InlineData("^x{0}$", "", true)]
    [InlineData("^{a}$", "{a}", true)]
    public void A_pattern_means_what_ECMA_262_says(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Make(pattern).IsMatch(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("(abc]")]
    [InlineData("a**")]
    [InlineData("+a")]
    [InlineData("[b-a]")]
    [InlineData(@"\a")]
    [InlineData(@"^\S(|(.|\n)*\S)\Z")]
    [InlineData("a{2,1}")]
    [InlineData("(?<a>x)(?<a>y)")]
    [InlineData(@"\k<none>")]
    [InlineData(@"(a)\2")]
    [InlineData(@"\p{Nonsense}")]
    [InlineData(@"\")]
    [InlineData("[a")]
    [InlineData("(?x)")]
    public void What_is_no_regular_expression_of_ECMA_262_is_refused(string pattern) =>
        Assert.Throws<PatternException>(() => Make(pattern));

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^([a-zA-Z0-9]+)*$")]
    public void Patterns_that_explode_elsewhere_take_linear_time(string pattern)
    {
        var compiled = Make(pattern);
        Assert.True(compiled.IsLinear);
        Assert.False(compiled.IsMatch(Encoding.UTF8.GetBytes(new string('a', 100_000) + "!")));
    }

    [Theory]
    [InlineData("^.{1,255}$", true)]
    [InlineData(@"^[\w.+-]+@[\w-]+\.[\w.-]+$", true)]
    [InlineData("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", true)]
    [InlineData("(a|b)*a(a|b){20}", false)]
    [InlineData("^(?:){2000000000}$", false)]
    public void Ordinary_patterns_become_automata_and_huge_ones_do_not(string pattern, bool expected) =>
        Assert.Equal(expected, Make(pattern).IsLinear);

    [Fact]
    public void Both_engines_agree_on_random_patterns_and_texts()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 1500; round++)
        {
            var source = RandomPattern(random, 3);
            var node = PatternParser.Parse(source);
            var automaton = ByteAutomaton.Build(ByteNetwork.Build(node)!)!;
            var framework = new FrameworkPattern(node, TimeSpan.FromSeconds(10));
            for (var index = 0; index < 12; index++)
            {
                var text = RandomText(random);
                var utf8 = Encoding.UTF8.GetBytes(text);
                Assert.True(automaton.IsMatch(utf8) == framework.IsMatch(utf8), $"{source} over \"{text}\": automaton says {automaton.IsMatch(utf8)}");
            }
        }
    }

    static string RandomPattern(Random random, int depth) => random.Next(depth <= 0 ? 6 : 11) switch
    {
        0 => "a",
        1 => "[^b]",
        2 => "🐲",
        3 => "[a-cé-🐲]",
        4 => ".",
        5 => random.Next(4) switch { 0 => "^", 1 => "$", _ => @"\w" },
        6 => $"(?:{RandomPattern(random, depth - 1)})*",
        7 => $"(?:{RandomPattern(random, depth - 1)}){{{random.Next(3)},{2 + random.Next(3)}}}",
        8 => $"({RandomPattern(random, depth - 1)}|{RandomPattern(random, depth - 1)})",
        _ => RandomPattern(random, depth - 1) + RandomPattern(random, depth - 1),
    };

    static string RandomText(Random random)
    {
        string[] letters = ["a", "b", "c", "é", "🐲", "🐉", "\n", "日"];
        return string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => letters[random.Next(letters.Length)]));
    }

    static Pattern Make(string source) => new(source, TimeSpan.FromMilliseconds(200));
}
