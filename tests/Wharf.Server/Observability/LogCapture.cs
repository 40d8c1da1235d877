using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Wharf.Server.Tests.Observability;

/// <summary>Keeps what is logged, with the values and scopes that a structured sink would get.</summary>
sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<Line> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    internal sealed record Line(string Category, LogLevel Level, string Message, Dictionary<string, object?> Values, List<object?> Scopes);

    sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => capture.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var active = new List<object?>();
            capture.scopes.ForEachScope(static (scope, list) => list.Add(scope), active);
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            capture.Lines.Enqueue(new(category, logLevel, formatter(state, exception), new(values), active));
        }
    }
}
