using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wharf.TestHost;

namespace Wharf.Client.Tests;

/// <summary>The snippets of <c>docs/sdks.md</c>, put together and run against a live server.</summary>
public sealed class DocumentationTests(WharfHost host) : IClassFixture<WharfHost>
{
    const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    [Fact]
    public async Task The_csharp_snippets_run()
    {
        var report = Path.GetTempFileName();
        await File.WriteAllTextAsync(report, new string('r', 1000));
        var source = Snippets("csharp").Replace("report.txt", report.Replace('\\', '/'), StringComparison.Ordinal);
        // Directives stand at the top of a program, and on a page where they are needed.
        var lines = source.Split('\n').ToLookup(line => Regex.IsMatch(line, "^using [A-Za-z.]+;$"));
        var program = Compile(string.Join('\n', lines[true]) + "\n" + string.Join('\n', lines[false]));
        var main = program.GetType("Program")!.GetMethod("<Main>$", BindingFlags.Static | BindingFlags.NonPublic)!;
        await (Task)main.Invoke(null, [Array.Empty<string>()])!;
        File.Delete(report);
    }

    [Fact]
    public async Task The_typescript_snippets_run()
    {
        var application = await TypeScriptPackage.Application;
        await File.WriteAllTextAsync(Path.Combine(application, "page.mts"), Snippets("ts"));
        await TypeScriptPackage.CompileAsync(application, "page.mts");
        await TypeScriptPackage.NodeAsync(application, "page.mjs");
    }

    string Snippets(string language)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Folder, "docs/sdks.md"));
        var blocks = Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.NotEmpty(blocks);
        return string.Concat(blocks.Select(block => block.Groups[1].Value))
            .Replace("http://127.0.0.1:5080", host.Client.BaseAddress!.ToString(), StringComparison.Ordinal);
    }

    static Assembly Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "page", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
