using System.ComponentModel.DataAnnotations;

namespace Wharf.Server.Jobs;

/// <summary>What a process of the cluster does: <c>Wharf:Role</c>.</summary>
enum Role
{
    /// <summary>Answers requests and runs jobs.</summary>
    All,

    /// <summary>Answers requests; jobs wait for a worker.</summary>
    Api,

    /// <summary>Runs jobs. It listens too, for health checks.</summary>
    Worker,
}

/// <summary>Section <c>Wharf:Jobs</c>.</summary>
sealed class JobsOptions
{
    /// <summary>Jobs that run at the same time in this process, 1 to 1,000. Default 8.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// How long a silent worker keeps its jobs, 200 ms to 1 hour; renewed at a third of it, and rescued at most half of it later.
    /// Default 30 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a worker looks without being woken, 10 ms to 10 minutes: delayed jobs and retries start up to this late.
    /// Default 2 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping worker lets its jobs run on before it cancels them, up to 1 hour. Default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long done and cancelled jobs stay in the ledger, 1 minute to 10 years. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan DoneRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long dead letters stay, 1 minute to 10 years. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan FailedRetention { get; set; } = TimeSpan.FromDays(90);
}
