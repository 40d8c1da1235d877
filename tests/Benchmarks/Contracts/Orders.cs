using System.Globalization;
using System.Text;

namespace Wharf.Benchmarks.Contracts;

/// <summary>Valid documents of orders.schema.json, without white space, the same ones in every run.</summary>
static class Orders
{
    static readonly string[] Statuses = ["draft", "placed", "paid", "shipped", "delivered", "returned"];
    static readonly string[] Names = ["Anna Lindqvist", "José Ferreira", "Chidi Okafor", "Mei Tanaka", "Jürgen Groß", "Priya Nair"];
    static readonly string[] Titles =
    [
        "Enamel mug, 350 ml", "Notebook \\\"Harbour\\\", dotted", "LED desk lamp with dimmer", "Cotton tote bag",
        "Steel bottle 0.7 l", "Paper clips, box of 100",
    ];

    // An order with one line has about 550 bytes: where fewer are left, the last order has more lines instead.
    const int Order = 600;

    /// <summary>A document of at least so many bytes, and at most one order line more.</summary>
    public static byte[] Make(int bytes)
    {
        var random = new Random(1);
        var text = new StringBuilder("{\"items\":[");
        // What stands behind the last line.
        const string End = "]}],\"next_cursor\":\"b3JkZXJzOjE\"}";
        for (var order = 0; text.Length + End.Length < bytes; order++)
        {
            if (order > 0) text.Append("]},");
            Begin(text, random, order);
            var lines = random.Next(1, 7);
            for (var line = 0; text.Length + End.Length < bytes && (line < lines || bytes - text.Length < Order); line++)
            {
                if (line > 0) text.Append(',');
                AddLine(text, random);
            }
        }
        return Encoding.UTF8.GetBytes(text.Append(End).ToString());
    }

    static void Begin(StringBuilder text, Random random, int order)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var created = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(30_000_000));
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{new Guid(bytes)}}","status":"{{Statuses[random.Next(Statuses.Length)]}}",""");
        text.Append(CultureInfo.InvariantCulture, $"\"created_at\":\"{created:yyyy-MM-ddTHH:mm:ssZ}\",");
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            "customer":{"name":"{{Names[random.Next(Names.Length)]}}","email":"customer{{order}}@example.com",
            """);
        text.Append(CultureInfo.InvariantCulture, $"\"phone\":\"+49{random.Next(10_000_000, 99_999_999)}\",");
        text.Append(
            CultureInfo.InvariantCulture,
            $$$"""
            "address":{"street":"Quayside {{{random.Next(1, 400)}}}","city":"Hamburg","postal_code":"{{{random.Next(10000, 99999)}}}",
            """);
        text.Append("\"country\":\"DE\"}},");
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            "currency":"EUR","priority":{{random.Next(1, 6)}},"gift":{{(random.Next(2) == 0 ? "true" : "false")}},"note":null,
            """);
        text.Append(CultureInfo.InvariantCulture, $"\"tags\":[\"web\",\"spring-{order % 9}\"],\"lines\":[");
    }

    static void AddLine(StringBuilder text, Random random)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""{"sku":"{{(char)('A' + random.Next(26))}}BC-{{random.Next(10000, 99999)}}",""");
        text.Append(CultureInfo.InvariantCulture, $"\"title\":\"{Titles[random.Next(Titles.Length)]}\",");
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            "quantity":{{random.Next(1, 20)}},"price":"{{random.Next(1, 500)}}.{{random.Next(10, 99)}}","weight":{{random.Next(1, 90)}}.25}
            """);
    }
}
