using Wharf.TestHost;

namespace Wharf.Server.Tests.Pipeline;

/// <summary>What the compiler says to a handler that does not keep to the contract.</summary>
public sealed class CompileErrorTests
{
    const string Handler = "src/Wharf.Server/Health/HealthController.cs";

    static readonly string Root = RepositoryRoot.Folder;

    [Fact]
    public void The_server_as_it_is_compiles() => Assert.Empty(Errors(text => text));

    [Fact]
    public void A_forgotten_operation_is_a_compile_error_that_names_it() => Assert.Contains(
        "CS8795: Partial method 'HealthController.GetHealth(CancellationToken)' must have an implementation part because it has accessibility modifiers.",
        Errors(text => text.Replace("partial Task<GetHealthResult> GetHealth", "Task<GetHealthResult> Forgotten", StringComparison.Ordinal)));

    [Fact]
    public void A_wrong_parameter_is_a_compile_error_that_names_the_operation() => Assert.Contains(
        "CS0759: No defining declaration found for implementing declaration of partial method 'HealthController.GetHealth(int)'",
        Errors(text => text.Replace("GetHealth(CancellationToken cancellationToken)", "GetHealth(int cancellationToken)", StringComparison.Ordinal)));

    [Fact]
    public void A_wrong_result_type_is_a_compile_error() => Assert.Contains(
        Errors(text => text.Replace("Task<GetHealthResult> GetHealth", "Task<GetVersionResult> GetHealth", StringComparison.Ordinal)),
        error => error.StartsWith("CS8817", StringComparison.Ordinal));

    [Fact]
    public void A_status_that_the_contract_does_not_document_is_a_compile_error_that_names_it() => Assert.Contains(
        "CS0117: 'GetHealthResult' does not contain a definition for 'NotFound'",
        Errors(text => text.Replace("GetHealthResult.Ok(new HealthStatus { Status = CheckStatus.Ok })", "GetHealthResult.NotFound(\"gone\")", StringComparison.Ordinal)));

    [Fact]
    public void A_body_of_another_type_is_a_compile_error() => Assert.Contains(
        Errors(text => text.Replace("GetHealthResult.Ok(new HealthStatus { Status = CheckStatus.Ok })", "GetHealthResult.Ok(\"ok\")", StringComparison.Ordinal)),
        error => error.StartsWith("CS1503", StringComparison.Ordinal));

    static IReadOnlyList<string> Errors(Func<string, string> edit) => ServerCompilation.Errors(Root, Path.Combine(Root, "generated/server"), (path, text) =>
    {
        if (!path.EndsWith(Handler, StringComparison.Ordinal)) return text;
        return edit(text);
    });
}
