using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Wharf.Server.Observability;

/// <summary>
/// A line an event: time (UTC), level, category, message, correlation id; an exception follows on its own lines. A message cannot
/// break out of its line, whatever it quotes.
/// </summary>
sealed class CompactConsole(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "compact";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var category = logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1);
        textWriter.Write($"{time.GetUtcNow():HH:mm:ss.fff} {Level(logEntry.LogLevel)} {category}: ");
        foreach (var c in logEntry.Formatter(logEntry.State, logEntry.Exception))
        {
            textWriter.Write(char.IsControl(c) ? ' ' : c);
        }
        // The line of a request ends with it anyway.
        if (logEntry.Category != typeof(RequestLog).FullName)
        {
            scopeProvider?.ForEachScope(
                static (scope, writer) =>
                {
                    if (scope is CorrelationId id)
                    {
                        writer.Write($" [{id.Value}]");
                    }
                },
                textWriter);
        }
        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }

    static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
