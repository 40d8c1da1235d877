using Dapper;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>All SQL of importing users with their tokens.</summary>
sealed class ImportStore(NpgsqlDataSource database)
{
    public async Task<ImportOutcome> ImportAsync(IReadOnlyList<ImportedUser> users, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In one order, or two servers that start at once would wait for each other; the last one of a name wins.
        var people = users.GroupBy(user => user.ExternalId).Select(user => user.Last())
            .OrderBy(user => user.ExternalId, StringComparer.Ordinal).ToList();
        var tokens = users.Where(user => user.Token is not null).Select(user => (user.ExternalId, Hash: SecretHash.Of(user.Token!)))
            .Distinct().Select(token => (token.ExternalId, Bytes: token.Hash.ToArray()))
            .OrderBy(token => Convert.ToHexString(token.Bytes), StringComparer.Ordinal).ToList();

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO users (id, external_id, name, created_at)
                SELECT id, external_id, name, @now
                FROM unnest(@ids, @externalIds, @names) AS given (id, external_id, name)
                ON CONFLICT (external_id) DO UPDATE SET name = excluded.name
                WHERE users.name IS DISTINCT FROM excluded.name
                """,
                new
                {
                    now,
                    ids = people.Select(_ => Guid.CreateVersion7(now)).ToArray(),
                    externalIds = people.Select(user => user.ExternalId).ToArray(),
                    names = people.Select(user => user.Name).ToArray(),
                },
                transaction,
                cancellationToken: cancellationToken));
        var given = new
        {
            now,
            ids = tokens.Select(_ => Guid.CreateVersion7(now)).ToArray(),
            externalIds = tokens.Select(token => token.ExternalId).ToArray(),
            hashes = tokens.Select(token => token.Bytes).ToArray(),
        };
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO api_tokens (id, user_id, name, hash, imported, created_at)
                SELECT given.id, users.id, 'imported', hash, true, @now
                FROM unnest(@ids, @externalIds, @hashes) AS given (id, external_id, hash)
                    JOIN users ON users.external_id = given.external_id
                ON CONFLICT (hash) DO NOTHING
                """,
                given,
                transaction,
                cancellationToken: cancellationToken));
        // A statement of its own, which sees what others have added meanwhile.
        var refused = (await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                SELECT given.external_id
                FROM unnest(@externalIds, @hashes) AS given (external_id, hash)
                    JOIN users ON users.external_id = given.external_id
                    JOIN api_tokens ON api_tokens.hash = given.hash
                WHERE api_tokens.user_id <> users.id
                ORDER BY given.external_id
                """,
                given,
                transaction,
                cancellationToken: cancellationToken))).AsList();
        await transaction.CommitAsync(cancellationToken);
        return new ImportOutcome(await FindAsync([.. people.Select(user => user.ExternalId)], cancellationToken), refused);
    }

    public async Task<IReadOnlyDictionary<string, Guid>> FindAsync(string[] externalIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var users = await connection.QueryAsync<(string ExternalId, Guid Id)>(
            new CommandDefinition(
                "SELECT external_id, id FROM users WHERE external_id = ANY (@externalIds)",
                new { externalIds },
                cancellationToken: cancellationToken));
        return users.ToDictionary(user => user.ExternalId, user => user.Id);
    }
}
