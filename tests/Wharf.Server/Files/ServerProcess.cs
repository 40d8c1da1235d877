using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Wharf.Server.Tests.Files;

/// <summary>
/// The server as its users run it: a process of its own with its embedded database, in the Development environment, to be killed.
/// </summary>
sealed partial class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process process;
    readonly StringBuilder log = new();
    readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ServiceProvider services = new ServiceCollection().AddHttpClient().BuildServiceProvider();

    ServerProcess(Process process) => this.process = process;

    /// <summary>The sample user 1.</summary>
    public FilesUser User { get; private set; } = null!;

    /// <summary>Starts the server on a data folder and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string dataFolder, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Wharf.Server.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Wharf__DataDirectory"] = dataFolder;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        server.process.OutputDataReceived += (_, line) => server.Read(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Read(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        var client = server.services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = await server.listening.Task.WaitAsync(Patience, TimeProvider.System);
        server.User = new FilesUser(client, new AuthenticationHeaderValue("Token", "token_1"), default);
        return server;
    }

    /// <summary>The death that no program can prepare for.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // It has a database to stop.
            using var ask = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        process.Dispose();
        await services.DisposeAsync();
    }

    void Read(string? line)
    {
        // Both streams of the process end up here, each on a thread of its own.
        string soFar;
        lock (log) soFar = log.AppendLine(line).ToString();
        if (line is null) listening.TrySetException(new InvalidOperationException($"The server has ended:\n{soFar}"));
        else if (Listening().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
