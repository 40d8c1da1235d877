using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using Wharf.TestHost;

namespace Wharf.BrowserTests;

/// <summary>A headless Chromium, from the npm package that carries one, so that nothing is downloaded from elsewhere.</summary>
public sealed class Browser : IAsyncLifetime
{
    const string Locate = "import('@sparticuz/chromium').then(async c => console.log(JSON.stringify({ path: await c.default.executablePath(), args: c.default.args })))";

    IPlaywright? playwright;
    IBrowser? chromium;

    public async Task InitializeAsync()
    {
        await NpmParts.EnsureAsync();
        var found = JsonDocument.Parse(await RunAsync("node", "-e", Locate)).RootElement;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = found.GetProperty("path").GetString(),
            Args = found.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)
                .Where(argument => argument is not "--disable-web-security" and not "--allow-running-insecure-content"),
        });
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A page of its own, which fails the test when it asks anybody but <paramref name="server"/> for anything.</summary>
    public async Task<IPage> OpenAsync(Uri server, int width = 1280, int height = 900)
    {
        var context = await chromium!.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.ToString(), ViewportSize = new() { Width = width, Height = height } });
        await context.RouteAsync(url => !url.StartsWith(server.ToString(), StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal),
            route => throw new InvalidOperationException($"The page asks {route.Request.Url}."));
        return await context.NewPageAsync();
    }

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = RepositoryRoot.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
    }
}
