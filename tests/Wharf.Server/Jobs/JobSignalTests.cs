using Wharf.Server.Jobs;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

public sealed class JobSignalTests
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    readonly ManualTimeProvider time = new();

    [Fact]
    public async Task A_wake_up_before_the_wait_is_not_lost_and_many_are_one()
    {
        var signal = new JobSignal(time);
        signal.Wake();
        signal.Wake();

        await signal.WaitAsync(Poll, CancellationToken.None);

        Assert.False(signal.WaitAsync(Poll, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_wake_up_ends_the_wait()
    {
        var signal = new JobSignal(time);
        var wait = signal.WaitAsync(Poll, CancellationToken.None);

        signal.Wake();

        await wait;
    }

    [Fact]
    public async Task Without_a_wake_up_the_poll_comes_at_its_time()
    {
        var signal = new JobSignal(time);
        var wait = signal.WaitAsync(Poll, CancellationToken.None);
        await time.WaitForTimersAsync(1);

        time.Advance(Poll - TimeSpan.FromTicks(1));
        Assert.False(wait.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));

        await wait;
    }

    [Fact]
    public async Task A_cancelled_wait_says_so()
    {
        using var stop = new CancellationTokenSource();
        var wait = new JobSignal(time).WaitAsync(Poll, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
