using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Wharf.Server.Tests.Pipeline;

/// <summary>
/// Compiles the server as it is here, with some of its sources replaced, and reads the errors: how a contributor meets the pipeline.
/// The JSON source generator is run as the build does, so that an unchanged server has no errors at all.
/// </summary>
static class ServerCompilation
{
    static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Wharf.Server", StringComparison.Ordinal))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToImmutableArray());

    const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    /// <summary>The errors as <c>ID: message</c>.</summary>
    /// <param name="root">The repository whose sources are compiled.</param>
    /// <param name="generated">The folder of the generated server code.</param>
    /// <param name="edit">Replaces a source: gets its path and text, gives the text to compile.</param>
    public static IReadOnlyList<string> Errors(string root, string generated, Func<string, string, string>? edit = null)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(root, "src/Wharf.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(generated, "*.g.cs"));
        var trees = sources
            .Select(path => CSharpSyntaxTree.ParseText(edit?.Invoke(path.Replace('\\', '/'), File.ReadAllText(path)) ?? File.ReadAllText(path), Options, path))
            .Append(CSharpSyntaxTree.ParseText(ImplicitUsings, Options));
        var compilation = CSharpCompilation.Create("Wharf.Server", trees, References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        CSharpGeneratorDriver.Create(Generators(), parseOptions: Options).RunGeneratorsAndUpdateCompilation(compilation, out var completed, out _);
        return completed.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}").Distinct().ToList();
    }

    // The generators that come with the SDK, from where the SDK keeps them.
    static IEnumerable<ISourceGenerator> Generators()
    {
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs"));
        var analyzers = Directory.EnumerateFiles(packs, "*.dll", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is "System.Text.Json.SourceGeneration.dll" or "Microsoft.Extensions.Logging.Generators.dll"
                or "System.Text.RegularExpressions.Generator.dll" or "Microsoft.Interop.LibraryImportGenerator.dll" or "Microsoft.Interop.SourceGeneration.dll")
            .GroupBy(Path.GetFileName).Select(copies => copies.Order(StringComparer.Ordinal).Last()).ToList();
        foreach (var path in analyzers)
        {
            var reference = new Microsoft.CodeAnalysis.Diagnostics.AnalyzerFileReference(path, Loader.Instance);
            foreach (var generator in reference.GetGenerators(LanguageNames.CSharp)) yield return generator;
        }
    }

    sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static readonly Loader Instance = new();

        public void AddDependencyLocation(string fullPath) { }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
