namespace Wharf.Contracts.Documents;

/// <summary>A contract that cannot be served: names the place in the document and the reason. Thrown at start only.</summary>
/// <param name="contract">The contract's name.</param>
/// <param name="pointer">A JSON pointer into the document.</param>
/// <param name="reason">What is wrong there.</param>
/// <param name="inner">The failure behind it, if any.</param>
public sealed class ContractException(string contract, string pointer, string reason, Exception? inner = null)
    : Exception($"Contract '{contract}' at {(pointer.Length == 0 ? "its root" : pointer)}: {reason}", inner)
{
    /// <summary>The contract's name.</summary>
    public string Contract => contract;

    /// <summary>A JSON pointer into the document.</summary>
    public string Pointer => pointer;
}
