namespace Wharf.Server.Health;

/// <summary>A part that the server cannot do its work without.</summary>
/// <param name="Name">The part's name, as readiness reports it.</param>
/// <param name="Ask">Asks the part; throws when it does not answer.</param>
sealed record HealthCheck(string Name, Func<CancellationToken, Task> Ask);

/// <summary>Asks every part at once, each for two seconds at most.</summary>
sealed partial class HealthChecks(IEnumerable<HealthCheck> checks, TimeProvider time, ILogger<HealthChecks> logger)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public IEnumerable<string> Names => checks.Select(check => check.Name);

    /// <summary>The names of the parts that do not answer.</summary>
    public async Task<IReadOnlyList<string>> FindFailedAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(checks.Select(check => AnswersAsync(check, cancellationToken)));
        return checks.Zip(answers).Where(pair => !pair.Second).Select(pair => pair.First.Name).ToList();
    }

    async Task<bool> AnswersAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await check.Ask(either.Token);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(exception, check.Name);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readiness: {Check} does not answer")]
    partial void LogFailure(Exception exception, string check);
}
