using Dapper;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>
/// Hears from other nodes which sessions ended and which tokens or users changed, on a connection of its own that is made anew whenever
/// it breaks. Nothing depends on it but speed: ended sessions are also read every few seconds, and cached tokens expire.
/// </summary>
sealed class AccountsListener(
    NpgsqlDataSource database, EndedSessions ended, ApiTokenCache tokens, TimeProvider time, ILogger<AccountsListener> logger)
    : BackgroundService
{
    public static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(10);

    static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    // A connection that died without a word is noticed by a question now and then.
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // No request may come before what has ended is known.
        await ended.ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            RepeatAsync("hears of ended sessions and revoked tokens", PauseAfterTrouble, ListenAsync, stoppingToken),
            RepeatAsync("reads ended sessions", ReloadEvery, ended.ReloadAsync, stoppingToken));

    async Task RepeatAsync(string what, TimeSpan pause, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await act(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                logger.LogWarning(e, "What {What} has no database at the moment; it is tried again", what);
            }
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.ExecuteAsync(new CommandDefinition("LISTEN wharf_accounts", cancellationToken: cancellationToken));
        // What was committed before we listened.
        tokens.ForgetAll();
        await ended.ReloadAsync(cancellationToken);
        while (true)
        {
            if (!await connection.WaitAsync(LongestSilence, cancellationToken))
                await connection.ExecuteAsync(new CommandDefinition("SELECT 1", cancellationToken: cancellationToken));
        }
    }

    void Hear(string payload)
    {
        switch (payload.Split(' '))
        {
            case ["session", var id] when Guid.TryParseExact(id, "D", out var session):
                ended.Add(session);
                break;
            case ["token", { Length: 64 } hash]:
                tokens.Forget(SecretHash.Read(Convert.FromHexString(hash)));
                break;
            default:
                // A user, or something that newer nodes say: forgetting everything is never wrong.
                tokens.ForgetAll();
                break;
        }
    }
}
