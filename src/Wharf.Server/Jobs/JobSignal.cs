using System.Threading.Channels;

namespace Wharf.Server.Jobs;

/// <summary>Wakes this process' worker: there may be something to claim. Any number of calls while it is busy are one.</summary>
sealed class JobSignal(TimeProvider time)
{
    readonly Channel<bool> pending =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => pending.Writer.TryWrite(true);

    /// <summary>Ends when woken or after the given time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await pending.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: the poll behind the wake-up.
        }
    }
}
