namespace Wharf.Contracts.Tests.Schemas;

public sealed class MutantTests
{
    [Fact]
    public void Documents_made_to_be_valid_are_accepted_and_each_violated_keyword_is_named() =>
        Cases.Check(Specimens.Any(3), 1000, specimen =>
        {
            var schema = Cases.Compile(specimen.Schema);
            var valid = Cases.Utf8(specimen.Valid);
            Assert.True(schema.IsValid(valid), $"{specimen.Schema}\nrefuses {specimen.Valid}: {string.Join("; ", schema.Validate(valid))}");
            Assert.Empty(schema.Validate(valid));
            foreach (var mutant in specimen.Mutants)
            {
                var document = Cases.Utf8(mutant.Document);
                Assert.False(schema.IsValid(document), $"{specimen.Schema}\naccepts {mutant.Document} against {mutant.Keyword}");
                var violations = schema.Validate(document);
                Assert.True(
                    violations.Any(violation => violation.Keyword == mutant.Keyword),
                    $"{specimen.Schema}\nwith {mutant.Document} does not name {mutant.Keyword} but {string.Join("; ", violations)}");
            }
        });
}
