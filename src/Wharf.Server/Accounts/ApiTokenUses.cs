using System.Collections.Concurrent;
using Npgsql;

namespace Wharf.Server.Accounts;

/// <summary>
/// Notes when API tokens are used, to the minute, without a write on any request's way: uses gather in memory and are written together
/// once a minute and at the end. A server that dies loses the last minute of it, which misleads nobody for long.
/// </summary>
sealed class ApiTokenUses(ApiTokenStore store, TimeProvider time, ILogger<ApiTokenUses> logger) : BackgroundService
{
    static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    ConcurrentDictionary<Guid, DateTime> uses = [];

    public void Note(Guid token)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var noted = uses;
        // Almost always it is there already, and nothing is written even to memory.
        if (!noted.TryGetValue(token, out var last) || last < minute) noted[token] = minute;
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        // A use that goes to the old dictionary after it was read is lost, which can only be the one of this very moment.
        var noted = Interlocked.Exchange(ref uses, []).ToArray();
        if (noted.Length == 0) return;
        try
        {
            await store.NoteUsesAsync([.. noted.Select(use => use.Key)], [.. noted.Select(use => use.Value)], cancellationToken);
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning(e, "The last uses of {Count} API tokens could not be noted; it is tried again", noted.Length);
            foreach (var (token, minute) in noted) uses.TryAdd(token, minute);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WriteEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
