using Wharf.Server.Paging;

namespace Wharf.Server.Accounts;

/// <summary>Why a token was not made, or the token.</summary>
readonly record struct NewTokenOutcome(StoredApiToken? Token, string? Text, string? Refusal);

/// <summary>The personal API tokens of a user.</summary>
sealed class ApiTokens(ApiTokenStore store, ApiTokenCache cache, PageCursors cursors, TimeProvider time)
{
    /// <summary>How many tokens a user may have.</summary>
    public const int MostPerUser = 100;

    public async Task<NewTokenOutcome> MakeAsync(Guid userId, NewApiToken wanted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToMicroseconds();
        if (wanted.ExpiresAt <= now) return new NewTokenOutcome(null, null, "The time of expiry has passed already.");
        var text = ApiTokenText.New();
        var token = new StoredApiToken
        {
            Id = Guid.CreateVersion7(now),
            Name = wanted.Name,
            CreatedAt = now.UtcDateTime,
            ExpiresAt = wanted.ExpiresAt?.ToMicroseconds().UtcDateTime,
        };
        return await store.AddAsync(userId, token, SecretHash.Of(text), MostPerUser, cancellationToken)
            ? new NewTokenOutcome(token, text, null)
            : new NewTokenOutcome(null, null, $"A user may have {MostPerUser} API tokens. Revoke one first.");
    }

    /// <summary>A page of a user's tokens, newest first; null when the cursor is not one of this list.</summary>
    public async Task<Page<StoredApiToken>?> ListAsync(Guid userId, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var scope = new PageScope("listApiTokens", "", userId.ToString("D"));
        Guid? before = null;
        if (cursor is not null)
        {
            if (cursors.Open(scope, cursor) is not { } position) return null;
            before = position.Id;
        }
        var tokens = await store.ListAsync(userId, before, limit + 1, cancellationToken);
        return Page<StoredApiToken>.Cut(tokens, limit, token => new PagePosition("", token.Id), cursors, scope);
    }

    /// <summary>Revokes a token; false when the user has no such token.</summary>
    public async Task<bool> RevokeAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        if (await store.RevokeAsync(userId, id, time.GetUtcNow(), cancellationToken) is not { } hash) return false;
        cache.Forget(hash);
        return true;
    }
}
