namespace Wharf.Server.Health;

sealed partial class HealthController(HealthChecks checks, ServerVersion version)
{
    public partial Task<GetHealthResult> GetHealth(CancellationToken cancellationToken) =>
        Task.FromResult(GetHealthResult.Ok(new HealthStatus { Status = CheckStatus.Ok }));

    public async partial Task<GetReadinessResult> GetReadiness(CancellationToken cancellationToken)
    {
        var failed = await checks.FindFailedAsync(cancellationToken);
        return failed.Count == 0
            ? GetReadinessResult.Ok(new Readiness { Status = CheckStatus.Ok, Checks = checks.Names.ToDictionary(name => name, _ => CheckStatus.Ok) })
            : GetReadinessResult.ServiceUnavailable($"Not answering: {string.Join(", ", failed)}.");
    }

    public partial Task<GetVersionResult> GetVersion(CancellationToken cancellationToken) =>
        Task.FromResult(GetVersionResult.Ok(new VersionInfo { Version = version.Number, StartedAt = version.StartedAt }));
}
