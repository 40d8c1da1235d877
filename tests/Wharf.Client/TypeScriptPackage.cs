using System.Diagnostics;
using Wharf.TestHost;

namespace Wharf.Client.Tests;

/// <summary>
/// The TypeScript package as an application has it: built, installed into a <c>node_modules</c> of its own, with the scripts of these tests
/// beside it. npm's parts are installed when they are missing.
/// </summary>
static class TypeScriptPackage
{
    static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>The application's folder.</summary>
    public static Task<string> Application => Installed.Value;

    static async Task<string> InstallAsync()
    {
        await NpmParts.EnsureAsync();
        var built = Path.Combine(RepositoryRoot.Folder, "src/wharf-client/dist");
        if (Directory.Exists(built)) Directory.Delete(built, recursive: true);
        await NodeAsync(RepositoryRoot.Folder, Compiler, "-p", "src/wharf-client");
        var application = Path.Combine(RepositoryRoot.Folder, "artifacts/tests/wharf-client");
        if (Directory.Exists(application)) Directory.Delete(application, recursive: true);
        var package = Path.Combine(RepositoryRoot.Folder, "src/wharf-client");
        var target = Path.Combine(application, "node_modules/wharf-client");
        Copy(Path.Combine(package, "package.json"), Path.Combine(target, "package.json"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(package, "dist"), "*", SearchOption.AllDirectories))
            Copy(file, Path.Combine(target, Path.GetRelativePath(package, file)));
        foreach (var script in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Folder, "tests/Wharf.Client"), "*.*s").Where(IsScript))
            Copy(script, Path.Combine(application, Path.GetFileName(script)));
        return application;
    }

    static string Compiler => Path.Combine(RepositoryRoot.Folder, "node_modules/typescript/bin/tsc");

    /// <summary>Compiles a file of the application by the strictest settings, with the compiler that package.json pins.</summary>
    public static Task CompileAsync(string application, string file) =>
        NodeAsync(
            application, Compiler, "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--module", "nodenext",
            "--target", "es2022", "--lib", "es2022,dom,dom.iterable,dom.asynciterable", file);

    /// <summary>Runs Node and asserts that it ends with 0.</summary>
    public static async Task NodeAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var output = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {node.ExitCode}:\n{string.Concat(output)}");
    }

    static bool IsScript(string path) => Path.GetExtension(path) is ".ts" or ".mjs";

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
