using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Wharf.Contracts.Schemas;
using Wharf.Contracts.Tests.Schemas;

namespace Wharf.Contracts.Tests.Json;

public sealed class JsonTextTests
{
    static readonly JsonSchema Anything = Cases.Compile("{}");

    static readonly JsonSchema Something = Cases.Compile(
        """{"type":["object","array"],"properties":{"a":{"type":"integer"},"b":{"anyOf":[{"type":"string","pattern":"^a"},{"items":{"uniqueItems":true}}]}},"required":["a"]}""");

    static readonly string[] Pieces =
        ["{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "\"", "\\u00", "\\ud83d\\udc32", "\\ud83d", "\\n", "\\x", "1", "-", "0.5", "1e9", "01", "true", "nul", " ", "\n", "é", "🐲", "\u0001"];

    [Theory]
    [InlineData("", "there is no text")]
    [InlineData(" ", "it ends too early, at byte 1")]
    [InlineData("\uFEFF{}", "it begins with a byte order mark at byte 0")]
    [InlineData("{} x", "text follows the value at byte 3")]
    [InlineData("{\"a\":}", "an unexpected character at byte 5")]
    [InlineData("{\"a\":1", "it ends too early, at byte 6")]
    [InlineData("[1,]", "an unexpected character at byte 3")]
    [InlineData("[01]", "an invalid number at byte 2")]
    [InlineData("\"a\tb\"", "an unescaped control character in a string at byte 2")]
    [InlineData("\"a\\xb\"", "an invalid escape at byte 2")]
    [InlineData("\"\\ud83d\"", "half a surrogate pair at byte 1")]
    [InlineData("[{\"a\":[{\"b\":1,\"\\u0062\":2}]}]", "the member \"b\" is repeated at /0/a/0/b, byte 14")]
    [InlineData("{\"a\":{},\"x\":{\"y~\":1},\"a\":2}", "the member \"a\" is repeated at /a, byte 21")]
    public void Text_that_is_not_one_document_is_refused_with_the_place(string text, string reason)
    {
        var violation = Assert.Single(Anything.Validate(Cases.Utf8(text)));
        Assert.Equal("json", violation.Keyword);
        Assert.Equal("the document is not valid JSON (json): " + reason, violation.Message);
        Assert.False(Anything.IsValid(Cases.Utf8(text)));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xC3, (byte)'"' }, 1)]
    [InlineData(new byte[] { (byte)'[', (byte)'"', 0xED, 0xA0, 0x80, (byte)'"', (byte)']' }, 2)]
    [InlineData(new byte[] { (byte)'1', 0xFF }, 1)]
    public void Invalid_utf8_is_refused_with_its_byte(byte[] text, int offset)
    {
        Assert.Equal($"the document is not valid JSON (json): invalid UTF-8 at byte {offset}", Assert.Single(Anything.Validate(text)).Message);
        Assert.False(Anything.IsValid(text));
    }

    [Fact]
    public void Nesting_is_limited()
    {
        var schema = Cases.Compile("{}", new SchemaOptions { MaxDepth = 3 });
        Assert.True(schema.IsValid("[[[]]]"u8));
        Assert.False(schema.IsValid("[[[[]]]]"u8));
        Assert.Equal(
            "the document is not valid JSON (json): more than 3 arrays and objects are nested at byte 3",
            Assert.Single(schema.Validate("[[[[]]]]"u8)).Message);
    }

    [Fact]
    public void Repeated_members_may_be_allowed()
    {
        var schema = Cases.Compile("""{"properties":{"a":{"type":"integer"}},"maxProperties":2}""", new SchemaOptions { DuplicateKeysAllowed = true });
        Assert.True(schema.IsValid("""{"a":1,"a":2}"""u8));
        Assert.False(schema.IsValid("""{"a":1,"a":""}"""u8));
        Assert.False(schema.IsValid("""{"a":1,"a":2,"a":3}"""u8));
        Assert.Equal(1, schema.Validate("""{"a":"","a":2}"""u8).TotalCount);
    }

    [Fact]
    public void Repeated_members_are_seen_in_large_objects()
    {
        var names = Enumerable.Range(0, 5000).Select(index => $"\"name {index}\":{index}").ToList();
        Assert.True(Anything.IsValid(Cases.Utf8($"{{{string.Join(",", names)}}}")));
        Assert.False(Anything.IsValid(Cases.Utf8($"{{{string.Join(",", names)},\"name 17\":0}}")));
        Assert.False(Anything.IsValid(Cases.Utf8($"{{{string.Join(",", names)},\"name\\u0020{4999}\":0}}")));
    }

    [Fact]
    public void Random_text_is_judged_as_the_framework_judges_it_and_throws_nothing()
    {
        var random = new Random(4711);
        for (var count = Cases.Count(60_000); count > 0; count--)
        {
            var text = count % 3 == 0 ? RandomBytes(random) : RandomPieces(random);
            var expected = IsDocument(text);
            Assert.True(Anything.IsValid(text) == expected, $"{Encoding.UTF8.GetString(text)}: expected {expected}");
            Assert.Equal(expected, Anything.Validate(text).IsEmpty);
            Assert.Equal(Something.Validate(text).IsEmpty, Something.IsValid(text));
        }
    }

    static byte[] RandomBytes(Random random)
    {
        var text = new byte[random.Next(12)];
        random.NextBytes(text);
        return text;
    }

    static byte[] RandomPieces(Random random)
    {
        if (random.Next(2) == 0)
            return Cases.Utf8(string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Pieces[random.Next(Pieces.Length)])));
        // A good document with one byte changed, added or taken away.
        var good = Cases.Utf8("""{"a":-1.5e3,"b":[true,null,"xé\u00e9\n🐲",{"c":{}}],"d":"0123456789abcdef0123456789"}""").ToList();
        var at = random.Next(good.Count);
        switch (random.Next(3))
        {
            case 0:
                good[at] = (byte)random.Next(256);
                break;
            case 1:
                good.Insert(at, (byte)"\"\\{}[],:0-eu \u0001"[random.Next(14)]);
                break;
            default:
                good.RemoveAt(at);
                break;
        }
        return [.. good];
    }

    /// <summary>The framework's judgement, with what it leaves out: UTF-8 and surrogates inside strings, repeated names.</summary>
    static bool IsDocument(byte[] text)
    {
        if (!Utf8.IsValid(text) || text.AsSpan().StartsWith("\uFEFF"u8))
            return false;
        try
        {
            var reader = new Utf8JsonReader(text);
            var names = new Stack<HashSet<string>>();
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    names.Push([]);
                else if (reader.TokenType == JsonTokenType.EndObject)
                    names.Pop();
                else if (reader.TokenType == JsonTokenType.String)
                    reader.GetString();
                else if (reader.TokenType == JsonTokenType.PropertyName && !names.Peek().Add(reader.GetString()!))
                    return false;
            }
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
