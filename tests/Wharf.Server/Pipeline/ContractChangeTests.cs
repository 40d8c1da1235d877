using System.Diagnostics;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Pipeline;

/// <summary>
/// A changed line of YAML, the generators run as the build runs them (in a copy), and what the compiler then says to handlers that have not
/// heard of it.
/// </summary>
public sealed class ContractChangeTests : IAsyncLifetime
{
    readonly string copy = Directory.CreateTempSubdirectory("wharf-contracts-").FullName;

    public async Task InitializeAsync()
    {
        await NpmParts.EnsureAsync();
        var root = RepositoryRoot.Folder;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, "openapi"), "*", SearchOption.AllDirectories))
            CopyFile(root, Path.GetRelativePath(root, file));
        CopyFile(root, "package.json");
        CopyFile(root, "package-lock.json");
        Directory.CreateSymbolicLink(Path.Combine(copy, "node_modules"), Path.Combine(root, "node_modules"));
    }

    [Fact]
    public async Task An_unchanged_contract_gives_the_committed_code()
    {
        await GenerateAsync();
        var outputs = Directory.EnumerateFiles(Path.Combine(copy, "generated"), "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, file => Assert.Equal(
            File.ReadAllText(Path.Combine(RepositoryRoot.Folder, Path.GetRelativePath(copy, file))), File.ReadAllText(file)));
    }

    [Fact]
    public async Task A_new_operation_is_a_compile_error_that_names_it()
    {
        Edit("health.yaml", "  /_version:\n", """
              /_new:
                get:
                  operationId: getNews
                  tags: [Health]
                  summary: Tell what is new
                  responses:
                    '204': { description: Nothing. }
              /_version:

            """.Replace("\r\n", "\n", StringComparison.Ordinal));
        Assert.Equal(
            ["CS8795: Partial method 'HealthController.GetNews(CancellationToken)' must have an implementation part because it has accessibility modifiers."],
            await ErrorsAsync());
    }

    [Fact]
    public async Task A_renamed_field_is_a_compile_error_that_names_it()
    {
        Edit("health.yaml", "started_at", "running_since");
        Assert.Equal(
            [
                "CS0117: 'VersionInfo' does not contain a definition for 'StartedAt'",
                "CS9035: Required member 'VersionInfo.RunningSince' must be set in the object initializer or attribute constructor.",
            ],
            (await ErrorsAsync()).Order());
    }

    [Fact]
    public async Task A_removed_status_is_a_compile_error_that_names_it()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(copy, "openapi/health.yaml"));
        var start = yaml.IndexOf("        '503':", StringComparison.Ordinal);
        Edit("health.yaml", yaml[start..yaml.IndexOf("  /_version:", StringComparison.Ordinal)], "");
        Assert.Equal(["CS0117: 'GetReadinessResult' does not contain a definition for 'ServiceUnavailable'"], await ErrorsAsync());
    }

    [Fact]
    public async Task A_contract_that_cannot_be_read_is_an_error_that_names_the_file()
    {
        Edit("health.yaml", "paths:", "paths: [");
        Assert.Contains("openapi/health.yaml: error WHARF001", await GenerateAsync(expectedExitCode: 1), StringComparison.Ordinal);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(copy, recursive: true);
        return Task.CompletedTask;
    }

    void Edit(string contract, string old, string replacement)
    {
        var file = Path.Combine(copy, "openapi", contract);
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    async Task<IReadOnlyList<string>> ErrorsAsync()
    {
        await GenerateAsync();
        return ServerCompilation.Errors(RepositoryRoot.Folder, Path.Combine(copy, "generated/server"));
    }

    async Task<string> GenerateAsync(int expectedExitCode = 0)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["openapi/codegen/generate.mjs"])
        {
            WorkingDirectory = copy,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == expectedExitCode, $"generate.mjs ended with {process.ExitCode}: {errors}{await output}");
        return errors;
    }

    void CopyFile(string root, string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, relative))!);
        File.Copy(Path.Combine(root, relative), Path.Combine(copy, relative));
    }
}
