using System.Runtime.CompilerServices;
using System.Text.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Tests.Schemas;

/// <summary>The official JSON Schema test suite, read from where it lies: every test of every file, none told apart by its name.</summary>
sealed class OfficialSuite
{
    readonly string folder;
    readonly List<(Uri Uri, JsonElement Root)> remotes = [];

    OfficialSuite(string folder)
    {
        this.folder = folder;
        var root = Path.Combine(folder, "remotes");
        foreach (var file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            remotes.Add((new Uri("http://localhost:1234/" + Path.GetRelativePath(root, file).Replace('\\', '/')), Read(file)));
    }

    /// <summary>The suite, if this machine has it.</summary>
    public static OfficialSuite? Find([CallerFilePath] string thisFile = "")
    {
        var repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
        var folder = Environment.GetEnvironmentVariable("WHARF_JSON_SCHEMA_SUITE")
            ?? Path.Combine(repository, "..", "shared", "json-schema-test-suite");
        return Directory.Exists(folder) ? new OfficialSuite(folder) : null;
    }

    public IEnumerable<SuiteCase> Cases()
    {
        var tests = Path.Combine(folder, "draft2020-12");
        foreach (var file in Directory.EnumerateFiles(tests, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(tests, file);
            foreach (var group in Read(file).EnumerateArray())
            {
                foreach (var test in group.GetProperty("tests").EnumerateArray())
                {
                    yield return new SuiteCase(
                        $"{name}: {group.GetProperty("description")}: {test.GetProperty("description")}",
                        group.GetProperty("schema"), test.GetProperty("data"), test.GetProperty("valid").GetBoolean(),
                        AssertFormats: name.Contains("format" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
                }
            }
        }
    }

    public JsonSchema Compile(SuiteCase test)
    {
        var set = new SchemaSet(new SchemaOptions { Dialect = SchemaDialect.JsonSchema202012, AssertFormats = test.AssertFormats });
        foreach (var (uri, root) in remotes)
            set.Add(uri, root);
        var location = new Uri("suite:///schema.json");
        set.Add(location, test.Schema);
        return set.Compile(location);
    }

    static JsonElement Read(string file) => JsonElement.Parse(File.ReadAllBytes(file));
}

sealed record SuiteCase(string Name, JsonElement Schema, JsonElement Data, bool IsValid, bool AssertFormats);
