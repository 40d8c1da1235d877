namespace Wharf.Contracts.Security;

/// <summary>One alternative of an operation's <c>security</c>: every scheme in it must be met. One without schemes is met by anybody.</summary>
/// <param name="Schemes">The schemes, each with the roles (OpenAPI 3.1) that the caller must have all of.</param>
public sealed record SecurityRequirement(IReadOnlyList<SchemeRequirement> Schemes);

/// <summary>A scheme and the roles it must yield.</summary>
/// <param name="Scheme">The security scheme's name.</param>
/// <param name="Roles">Roles that the caller must have; none when being known is enough.</param>
public sealed record SchemeRequirement(string Scheme, IReadOnlyList<string> Roles);
