using System.Collections;

namespace Wharf.Contracts.Schemas;

/// <summary>What is wrong with a document: the first violations up to a cap, and how many there are in all.</summary>
public sealed class ViolationList : IReadOnlyList<SchemaViolation>
{
    readonly IReadOnlyList<SchemaViolation> violations;

    internal ViolationList(IReadOnlyList<SchemaViolation> violations, int totalCount)
    {
        this.violations = violations;
        TotalCount = totalCount;
    }

    /// <summary>How many violations the list holds.</summary>
    public int Count => violations.Count;

    /// <summary>How many were found, those beyond the cap included.</summary>
    public int TotalCount { get; }

    /// <summary>Whether the document is valid.</summary>
    public bool IsEmpty => TotalCount == 0;

    /// <inheritdoc/>
    public SchemaViolation this[int index] => violations[index];

    /// <inheritdoc/>
    public IEnumerator<SchemaViolation> GetEnumerator() => violations.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
