using Wharf.Contracts.Json;
using Wharf.Contracts.Schemas;

namespace Wharf.Contracts.Violations;

/// <summary>Keeps the first violations and counts the rest.</summary>
sealed class ViolationSink(int maximum)
{
    readonly List<SchemaViolation> violations = [];

    public int Total { get; private set; }

    public IReadOnlyList<SchemaViolation> Violations => violations;

    /// <summary>Adds "pointer + what + (keyword), was value".</summary>
    public void Add(JsonValue value, Schema schema, string keyword, string what) => Add(value, schema, keyword, what, $", was {value}");

    /// <summary>Adds "pointer + what + (keyword)", where the value itself says nothing.</summary>
    public void AddAbout(JsonValue value, Schema schema, string keyword, string what) => Add(value, schema, keyword, what, "");

    void Add(JsonValue value, Schema schema, string keyword, string what, string was)
    {
        Total++;
        if (violations.Count >= maximum)
            return;
        var pointer = value.Pointer;
        var subject = pointer.Length == 0 ? SchemaViolation.Document : pointer;
        violations.Add(new SchemaViolation(pointer, LocationOf(schema, keyword), keyword, $"{subject} {what} ({keyword}){was}"));
    }

    public void Add(IReadOnlyList<SchemaViolation> others, int total)
    {
        Total += total;
        violations.AddRange(others.Take(maximum - violations.Count));
    }

    public ViolationList ToList() => new(violations, Total);

    static string LocationOf(Schema schema, string keyword) =>
        schema.IsFalse ? schema.Location : $"{schema.Location}/{keyword}";
}
