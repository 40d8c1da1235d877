namespace Wharf.Benchmarks.Contracts;

/// <summary>Work that is too short to be timed once: done again for a while, and scaled to 100 MB of documents.</summary>
static class Repeated
{
    const double ScaledTo = 100e6;

    public static TimeSpan Time(int bytes, TimeSpan least, Func<bool> judge)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (count, elapsed) = (0L, TimeSpan.Zero);
        do
        {
            if (!judge()) throw new InvalidOperationException("A valid document was refused.");
            count++;
            elapsed = TimeProvider.System.GetElapsedTime(started);
        }
        while (elapsed < least);
        return Scale(elapsed, count, bytes);
    }

    public static TimeSpan Scale(TimeSpan elapsed, long count, int bytes) => elapsed * (ScaledTo / ((double)count * bytes));
}
