using System.Diagnostics;
using System.Globalization;

namespace Wharf.Benchmarks.Contracts;

/// <summary>ajv in a node process of its own (ajv.mjs), which times itself.</summary>
sealed class AjvProcess : IDisposable
{
    readonly Process process;

    AjvProcess(Process process) => this.process = process;

    public static AjvProcess Start(string schema) => new(Process.Start(new ProcessStartInfo("node", [SourceFile.Find("ajv.mjs"), schema])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    public async Task<TimeSpan> Time(string document, int bytes, TimeSpan least)
    {
        await process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{least.TotalSeconds} {document}"));
        var answer = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("ajv gave up; see above.");
        var numbers = answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return Repeated.Scale(TimeSpan.FromSeconds(numbers[1]), (long)numbers[0], bytes);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
