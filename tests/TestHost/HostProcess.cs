using System.Diagnostics;

namespace Wharf.TestHost;

/// <summary>The program of this library as a process of its own, to be killed.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;

    HostProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static HostProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>The next line that starts with one of the given words; the log is passed over. Null: the process has ended.</summary>
    public async Task<string?> ReadAsync(params string[] words)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (words.Any(word => line.StartsWith(word, StringComparison.Ordinal)))
                return line;
        }
        return null;
    }

    /// <summary>The death that no program can prepare for.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and waits for it.</summary>
    public async Task StopAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
