namespace Wharf.Client.Tests;

public sealed class TypeScriptTests
{
    [Fact]
    public async Task The_package_compiles_and_an_application_with_the_strictest_settings_compiles_against_it() =>
        await TypeScriptPackage.CompileAsync(await TypeScriptPackage.Application, "consumer.ts");

    [Fact]
    public async Task The_package_does_what_it_says_against_a_scripted_server() =>
        await TypeScriptPackage.NodeAsync(await TypeScriptPackage.Application, "--test", "checks.mjs");
}
