using System.Text;
using Wharf.Contracts.Schemas;
using Xunit.Abstractions;

namespace Wharf.Contracts.Tests.Schemas;

public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_test_of_the_official_suite_passes_in_both_passes()
    {
        if (OfficialSuite.Find() is not { } suite)
        {
            output.WriteLine("The official suite is not on this machine: nothing was tested. Set WHARF_JSON_SCHEMA_SUITE to its folder.");
            return;
        }
        var failures = new List<string>();
        var count = 0;
        foreach (var test in suite.Cases())
        {
            count++;
            try
            {
                var schema = suite.Compile(test);
                var data = Encoding.UTF8.GetBytes(test.Data.GetRawText());
                if (schema.IsValid(data) != test.IsValid)
                    failures.Add($"{test.Name}: the verdict is {!test.IsValid}");
                if (schema.Validate(data).IsEmpty != test.IsValid)
                    failures.Add($"{test.Name}: the violations are {string.Join("; ", schema.Validate(data))}");
            }
            catch (SchemaException problem)
            {
                failures.Add($"{test.Name}: {problem.Message}");
            }
        }
        output.WriteLine($"{count} tests, {failures.Count} failures");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.True(count > 1000, $"only {count} tests were found");
    }
}
