namespace Wharf.Contracts.Violations;

/// <summary>
/// The members and items that some keyword has evaluated: what <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> leave alone.
/// </summary>
sealed class Coverage
{
    readonly HashSet<string> names = [];
    readonly HashSet<int> items = [];

    public void Add(string name) => names.Add(name);

    public void Add(int item) => items.Add(item);

    public void Add(Coverage other)
    {
        names.UnionWith(other.names);
        items.UnionWith(other.items);
    }

    public bool Has(string name) => names.Contains(name);

    public bool Has(int item) => items.Contains(item);
}
