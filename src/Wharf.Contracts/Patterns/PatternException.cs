namespace Wharf.Contracts.Patterns;

/// <summary>A pattern that is no regular expression of ECMA-262, or uses what cannot be matched here.</summary>
sealed class PatternException(string message, Exception? inner = null) : Exception(message, inner);
