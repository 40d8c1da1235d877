using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Wharf.Server.Database;

/// <summary>How a command that ran to its end went, with everything it wrote.</summary>
sealed record CommandResult(int ExitCode, string Output);

/// <summary>Runs a command to its end. Arguments are passed as they are: no shell parses them.</summary>
static class ChildProcess
{
    /// <summary>Answers null when there is no such program.</summary>
    public static async Task<CommandResult?> RunAsync(
        IReadOnlyList<string> command, string workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        lock (output)
            return new CommandResult(process.ExitCode, output.ToString().Trim());
    }

    static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
