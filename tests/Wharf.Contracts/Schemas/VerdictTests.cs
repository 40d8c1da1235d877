using FsCheck.Fluent;
using Wharf.Contracts.Schemas;
using Xunit.Abstractions;

namespace Wharf.Contracts.Tests.Schemas;

public sealed class VerdictTests(ITestOutputHelper output)
{
    [Fact]
    public void The_fast_verdict_is_the_slow_one_for_random_schemas_and_documents()
    {
        var cases =
            from schema in RandomJson.Schema(3)
            from documents in RandomJson.Document(3).ArrayOf(12)
            from direction in Gen.Elements(Enum.GetValues<SchemaDirection>())
            from refuse in Gen.Elements(true, false)
            select (schema, documents, direction, refuse);
        var (valid, invalid, circular) = (0, 0, 0);
        Cases.Check(cases, 3000, test =>
        {
            JsonSchema schema;
            try
            {
                schema = Cases.Compile(test.schema, new SchemaOptions { RefuseReadOnly = test.refuse });
            }
            catch (SchemaException problem) when (problem.Reason.Contains("refers back", StringComparison.Ordinal))
            {
                circular++;
                return;
            }
            foreach (var document in test.documents)
            {
                var violations = schema.Validate(Cases.Utf8(document), test.direction);
                var isValid = schema.IsValid(Cases.Utf8(document), test.direction);
                _ = isValid ? valid++ : invalid++;
                Assert.True(isValid == violations.IsEmpty, $"{test.schema}\n{document} ({test.direction}): fast says {isValid}, slow {string.Join("; ", violations)}");
            }
        });
        output.WriteLine($"{valid} valid, {invalid} invalid, {circular} schemas circular");
        Assert.True(valid > invalid / 10 && invalid > valid / 10, $"{valid} documents were valid and {invalid} not: such cases say little");
    }
}
