using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wharf.Benchmarks;

/// <summary>A server in a process of its own on a free loopback port, with its output in a file and its working set under watch.</summary>
sealed class ChildServer : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    readonly Process process;
    readonly string log;

    ChildServer(Process process, Uri address, string log) => (this.process, Address, this.log) = (process, address, log);

    public Uri Address { get; }

    /// <summary>What its processor time is so far: hardly touched by what else runs on the machine.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public WorkingSet Watch() => new(process);

    /// <summary>Runs `dotnet <paramref name="assembly"/> <paramref name="arguments"/>` until it listens.</summary>
    public static Task<ChildServer> Start(string assembly, string directory, params string[] arguments) =>
        StartProgram("dotnet", directory, [assembly, .. arguments]);

    /// <summary>Runs any program until it listens where `ASPNETCORE_URLS` tells it to.</summary>
    public static async Task<ChildServer> StartProgram(string program, string directory, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        Directory.CreateDirectory(directory);
        var log = Path.Combine(directory, "server.log");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Wharf__DataDirectory"] = Path.Combine(directory, "data");
        var process = Process.Start(start)!;
        _ = Copy(process, log);
        var server = new ChildServer(process, address, log);
        await server.UntilListening();
        return server;
    }

    /// <summary>Asks first, since a server may have to stop a database of its own, and insists after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            using var ask = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await ask.WaitForExitAsync();
            using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine($"The server did not stop within {StopLimit} and is killed.");
            }
        }
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    async Task UntilListening()
    {
        var deadline = TimeProvider.System.GetUtcNow() + StartLimit;
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Address.Port);
                return;
            }
            catch (SocketException) when (!process.HasExited && TimeProvider.System.GetUtcNow() < deadline)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            catch (SocketException e)
            {
                throw new InvalidOperationException($"The server did not start; it wrote:\n{await File.ReadAllTextAsync(log)}", e);
            }
        }
    }

    static async Task Copy(Process process, string log)
    {
        await using var file = new FileStream(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = new StreamWriter(file) { AutoFlush = true };
        var output = TextWriter.Synchronized(writer);
        await Task.WhenAll(Lines(process.StandardOutput), Lines(process.StandardError));

        async Task Lines(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                await output.WriteLineAsync(line);
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
