using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>Hears the notifications of all nodes, on a connection of its own that is made anew whenever it breaks.</summary>
sealed class JobListener(NpgsqlDataSource database, JobSignal signal, TimeProvider time, ILogger<JobListener> logger)
{
    static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                logger.LogWarning(e, "The connection that hears of new jobs broke; until it is back, jobs are found by the poll");
            }
            await Task.Delay(PauseAfterTrouble, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Wake();
        await connection.ExecuteAsync(new CommandDefinition("LISTEN wharf_jobs", cancellationToken: cancellationToken));
        // What was committed before we listened.
        signal.Wake();
        while (true)
            await connection.WaitAsync(cancellationToken);
    }
}
