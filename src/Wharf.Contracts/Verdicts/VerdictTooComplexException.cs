namespace Wharf.Contracts.Verdicts;

/// <summary>
/// A schema beyond the limits of the fast verdict (more than 64 patterns or tracked alternatives on one object, thousands of member names,
/// merged schemas that multiply): the slower pass decides for it alone. Nothing else about it changes.
/// </summary>
sealed class VerdictTooComplexException : Exception;
