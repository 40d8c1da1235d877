namespace Wharf.TestHost;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire on the thread that advances, in the order of their due times, with the
/// clock at exactly that time; so <c>Task.Delay</c>, <c>PeriodicTimer</c> and cancellation by time-out all work with it.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<ManualTimer> timers = [];
    readonly List<(int Count, TaskCompletionSource Reached)> watchers = [];
    DateTimeOffset now = start;
    long sequence;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends as soon as at least so many timers are waiting: the code under test has reached its delay.</summary>
    public Task WaitForTimersAsync(int count)
    {
        lock (gate)
        {
            if (timers.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Add((count, reached));
            return reached.Task;
        }
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target;
        lock (gate)
            target = now + by;
        while (TakeNext(target) is { } timer)
            timer.Fire();
    }

    /// <summary>Moves the clock to the next due time and takes that timer, or moves it to the target when none is due by then.</summary>
    ManualTimer? TakeNext(DateTimeOffset target)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= target).OrderBy(timer => timer.Due).ThenBy(timer => timer.Order).FirstOrDefault();
            var time = next?.Due ?? target;
            now = time > now ? time : now;
            if (next is null)
                return null;
            timers.Remove(next);
            if (next.Period is { } period)
                Arm(next, next.Due + period);
            return next;
        }
    }

    void Arm(ManualTimer timer, DateTimeOffset due)
    {
        timer.Due = due;
        timer.Order = sequence++;
        timers.Add(timer);
        foreach (var (count, reached) in watchers.Where(watcher => timers.Count >= watcher.Count).ToList())
        {
            watchers.Remove((count, reached));
            reached.SetResult();
        }
    }

    sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        bool disposed;

        public DateTimeOffset Due { get; set; }

        public long Order { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                if (disposed)
                    return false;
                Period = period > TimeSpan.Zero ? period : null;
                if (dueTime != Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
                    owner.Arm(this, owner.now + dueTime);
                if (dueTime != TimeSpan.Zero)
                    return true;
                if (Period is { } again)
                    owner.Arm(this, owner.now + again);
            }
            // Due now: like the real one, on some other thread.
            ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            return true;
        }

        public void Dispose()
        {
            lock (owner.gate)
            {
                disposed = true;
                owner.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
