using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Observability;

namespace Wharf.Server.Tests.Observability;

public sealed class CompactConsoleTests
{
    [Fact]
    public void An_event_is_one_line_with_the_id_at_its_end()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push("other scopes stay out");
        using var scope = scopes.Push(new CorrelationId("abc"));

        Assert.Equal(
            "03:04:05.006 warn FileStore: forged  line [abc]" + Environment.NewLine,
            Write(LogLevel.Warning, "Wharf.Server.Files.FileStore", "forged\r\nline", scopes));
    }

    [Fact]
    public void Outside_a_request_there_is_no_id() =>
        Assert.Equal("03:04:05.006 info Start: up" + Environment.NewLine, Write(LogLevel.Information, "Start", "up", null));

    static string Write(LogLevel level, string category, string message, IExternalScopeProvider? scopes)
    {
        using var text = new StringWriter();
        new CompactConsole(new StoppedClock()).Write(
            new LogEntry<string>(level, category, default, message, null, static (state, _) => state), scopes, text);
        return text.ToString();
    }

    sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
