using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Storage;

/// <summary>Keys that are valid and nasty: names that some file system refuses, folds or reads as something else.</summary>
static class AnyKey
{
    static readonly string[] Names =
    [
        "a", "A", "b", "-", "a-", "0", "report.pdf", "Report.PDF", "con", "CON", "nul.txt", "aux.", "com1", "lpt9.tar.gz",
        "...", ".hidden", "dot.", "space ", " space", "c:", "c:\\windows", "..\\..\\up", "*?<>|\"", "a%62", "%", "%zz",
        "=", "a=", "~", "a~", "lock", ".incoming", "é", "e\u0301", "ﬀ", "漢字", "😀", "\uFFFD", "\uE000", "\u00A0",
    ];

    static Gen<string> Segment { get; } = Gen.Frequency(
        (6, Gen.Elements(Names)),
        (2, Gen.Elements("aAzZ09-_.~=%é漢😀 \\:".EnumerateRunes().ToArray()).NonEmptyListOf().Select(runes => string.Concat(runes))),
        (1, from name in Gen.Elements("x", "X", "é", "漢", ".")
            from count in Gen.Choose(60, 300)
            from end in Gen.Elements(Names)
            select string.Concat(Enumerable.Repeat(name, count)) + end),
        (1, from count in Gen.Choose(DiskLayout.PieceBytes - 1, DiskLayout.PieceBytes + 1)
            from end in Gen.Elements("", "-", "b")
            select new string('a', count) + end));

    static Gen<string> Text { get; } =
        from depth in Gen.Choose(1, 4)
        from segments in Segment.ArrayOf(depth)
        select string.Join('/', segments);

    static Gen<ObjectKey> Key { get; } = Text.Where(text => ObjectKey.TryParse(text, out _)).Select(ObjectKey.Parse);

    public static Arbitrary<ObjectKey> One { get; } = Arb.From(Key, Shrink);

    public static Arbitrary<ObjectKey[]> Several { get; } = Arb.From(
        Key.ListOf().Select(keys => keys.Distinct().Take(12).ToArray()),
        keys => keys.Select((_, i) => keys.Where((_, j) => j != i).ToArray()));

    public static byte[] Utf8(ObjectKey key) => Encoding.UTF8.GetBytes(key.Value);

    static IEnumerable<ObjectKey> Shrink(ObjectKey key)
    {
        var (text, half) = (key.Value, key.Value.Length / 2);
        foreach (var shorter in new[] { text[..half], text[half..], text[..^1], text[1..] })
        {
            if (ObjectKey.TryParse(shorter, out var shrunk))
            {
                yield return shrunk;
            }
        }
    }
}
