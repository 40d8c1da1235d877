using System.Diagnostics;

namespace Wharf.Benchmarks;

/// <summary>How far a process' working set rises above where it was at the start of the watch; looked at twenty times a second.</summary>
sealed class WorkingSet : IAsyncDisposable
{
    readonly Process process;
    readonly PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    readonly Task watching;
    readonly long start;
    long peak;

    public WorkingSet(Process process)
    {
        this.process = process;
        start = peak = Look();
        watching = Watch();
    }

    public double StartMebibytes => start / 1048576.0;

    public double GrowthMebibytes => (Interlocked.Read(ref peak) - start) / 1048576.0;

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await watching;
    }

    async Task Watch()
    {
        while (await timer.WaitForNextTickAsync())
        {
            Interlocked.Exchange(ref peak, Math.Max(Interlocked.Read(ref peak), Look()));
        }
    }

    long Look()
    {
        process.Refresh();
        return process.HasExited ? 0 : process.WorkingSet64;
    }
}
