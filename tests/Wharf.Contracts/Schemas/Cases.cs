using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Schemas;

/// <summary>How much is tried: little by default, as much as <c>WHARF_CONTRACT_CASES</c> says otherwise.</summary>
static class Cases
{
    public static int Count(int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable("WHARF_CONTRACT_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : byDefault;

    /// <summary>Checks a promise over generated cases; a failure prints the case and the seed that replays it.</summary>
    public static void Check<T>(Gen<T> cases, int byDefault, Action<T> promise) =>
        Prop.ForAll(cases.ToArbitrary(), promise).Check(Config.QuickThrowOnFailure.WithMaxTest(Count(byDefault)));

    public static JsonSchema Compile(string schema, SchemaOptions? options = null)
    {
        var set = new SchemaSet(options);
        var location = new Uri("test:///schema");
        set.Add(location, JsonElement.Parse(schema));
        return set.Compile(location);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
