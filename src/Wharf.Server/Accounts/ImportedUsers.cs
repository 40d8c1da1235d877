namespace Wharf.Server.Accounts;

/// <summary>A user of another system who is to have a place here, with an API token that goes on working.</summary>
/// <param name="ExternalId">What the user is called there, 1 to 200 characters.</param>
/// <param name="Name">The user's name, 1 to 200 characters, if there is one.</param>
/// <param name="Token">The API token, as it is sent in <c>Authorization: Token …</c>; null when the user has none.</param>
sealed record ImportedUser(string ExternalId, string? Name, string? Token);

/// <summary>What an import has led to.</summary>
/// <param name="Users">The ids by external id, of every user in the import.</param>
/// <param name="RefusedTokens">The external ids of those whose token belongs to somebody else: it stays with its first owner.</param>
sealed record ImportOutcome(IReadOnlyDictionary<string, Guid> Users, IReadOnlyList<string> RefusedTokens);

/// <summary>
/// Users that other systems bring along: without email address and password, with tokens of any form. Importing the same ones again
/// changes nothing but a changed name; a token that its user has revoked stays revoked.
/// </summary>
sealed class ImportedUsers(ImportStore store, TimeProvider time)
{
    const int LongestToken = 512;

    public async Task<ImportOutcome> ImportAsync(IReadOnlyList<ImportedUser> users, CancellationToken cancellationToken)
    {
        foreach (var user in users)
        {
            if (user.ExternalId.Length is < 1 or > 200 || user.Name?.Length is < 1 or > 200 || user.Token?.Length is < 1 or > LongestToken)
            {
                throw new ArgumentException(
                    $"User '{user.ExternalId}' has an external id, a name or a token that is empty or too long.", nameof(users));
            }
        }
        return await store.ImportAsync(users, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>The ids of imported users by external id; those that do not exist are left out.</summary>
    public Task<IReadOnlyDictionary<string, Guid>> FindAsync(IEnumerable<string> externalIds, CancellationToken cancellationToken) =>
        store.FindAsync([.. externalIds], cancellationToken);
}
