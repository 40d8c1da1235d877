using System.Threading.Channels;
using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>
/// Tells workers that jobs have been committed.
/// <para>
/// A NOTIFY inside the enqueueing transaction would do it, but PostgreSQL commits notifying transactions one after the other, under one
/// lock for the whole cluster that is held through the flush to disk: enqueueing would end at the speed of single flushes. So
/// transactions do not notify. Their numbers come here; this asks whether they are over, and sends one NOTIFY for all that have
/// committed meanwhile, in a transaction that has nothing to flush. It costs a few milliseconds and one cheap query while
/// there is something in flight, and nothing otherwise.
/// </para>
/// <para>
/// Nothing depends on it: what is lost here (this process dies after the commit, the database is away) is found by the workers' poll.
/// </para>
/// </summary>
sealed class JobNotifier(JobSignal signal, NpgsqlDataSource database, TimeProvider time, ILogger<JobNotifier> logger) : BackgroundService
{
    const int MostInFlight = 10_000;

    static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(2);
    static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan PauseBetween = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(5);

    // What does not fit is left to the poll.
    readonly Channel<long> arrivals = Channel.CreateBounded<long>(
        new BoundedChannelOptions(MostInFlight) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The transaction of this number has enqueued something and may commit any moment.</summary>
    public void Watch(long transactionNumber) => arrivals.Writer.TryWrite(transactionNumber);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var inFlight = new HashSet<long>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(inFlight, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                logger.LogWarning(e, "Workers cannot be notified at the moment; they find jobs by their poll");
                inFlight.Clear();
                await Task.Delay(PauseAfterTrouble, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task ServeAsync(HashSet<long> inFlight, CancellationToken cancellationToken)
    {
        var look = FirstLook;
        while (true)
        {
            if (inFlight.Count == 0)
            {
                inFlight.Add(await arrivals.Reader.ReadAsync(cancellationToken));
                look = FirstLook;
            }
            await Task.Delay(look, time, cancellationToken);
            look = TimeSpan.FromTicks(Math.Min(look.Ticks * 2, LongestLook.Ticks));
            while (inFlight.Count < MostInFlight && arrivals.Reader.TryRead(out var another))
            {
                inFlight.Add(another);
                look = FirstLook;
            }
            if (!await SettleAsync(inFlight, cancellationToken))
                continue;
            signal.Wake();
            await NotifyAsync(cancellationToken);
            await Task.Delay(PauseBetween, time, cancellationToken);
        }
    }

    /// <summary>Removes what is over, and answers whether any of it committed.</summary>
    async Task<bool> SettleAsync(HashSet<long> inFlight, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var over = (await connection.QueryAsync<(long Number, bool Committed)>(
            new CommandDefinition(
                """
                SELECT number, status = 'committed'
                FROM unnest(@numbers) AS number
                -- Null: so long ago that it is forgotten.
                CROSS JOIN LATERAL coalesce(pg_xact_status(number::text::xid8), 'committed') AS status
                WHERE status <> 'in progress'
                """,
                new { numbers = inFlight.ToArray() },
                cancellationToken: cancellationToken))).ToList();
        inFlight.ExceptWith(over.Select(transaction => transaction.Number));
        return over.Any(transaction => transaction.Committed);
    }

    async Task NotifyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // A lost notification is no loss, so nobody waits for the disk.
        await connection.ExecuteAsync(
            new CommandDefinition(
                "BEGIN; SET LOCAL synchronous_commit = off; NOTIFY wharf_jobs; COMMIT", cancellationToken: cancellationToken));
    }
}
