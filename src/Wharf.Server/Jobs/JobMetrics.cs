using System.Diagnostics.Metrics;
using Dapper;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>Meter <c>Wharf.Jobs</c>: what this worker ran, and how deep and old the queue is (asked by each worker now and then).</summary>
sealed class JobMetrics
{
    readonly Counter<long> runs;
    readonly Histogram<double> duration;
    readonly NpgsqlDataSource database;
    IReadOnlyList<Depth> depths = [];

    public JobMetrics(IMeterFactory meters, NpgsqlDataSource database)
    {
        this.database = database;
        var meter = meters.Create("Wharf.Jobs");
        runs = meter.CreateCounter<long>("wharf.jobs.runs", "{run}", "Runs that ended, by kind and outcome.");
        duration = meter.CreateHistogram<double>("wharf.jobs.duration", "s", "Time that runs took.");
        meter.CreateObservableGauge(
            "wharf.jobs.depth",
            () => depths.Select(depth => new Measurement<long>(depth.Count, Tag(depth.Kind))),
            "{job}",
            "Jobs that are due.");
        meter.CreateObservableGauge(
            "wharf.jobs.age",
            () => depths.Select(depth => new Measurement<double>(depth.Age, Tag(depth.Kind))),
            "s",
            "How long the oldest is due.");
    }

    public void Ran(string kind, string outcome, TimeSpan took)
    {
        var tags = new KeyValuePair<string, object?>[] { Tag(kind), new("outcome", outcome) };
        runs.Add(1, tags);
        duration.Record(took.TotalSeconds, tags);
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        depths = (await connection.QueryAsync<Depth>(
            new CommandDefinition(
                """
                SELECT kind, count(*) AS count, extract(epoch FROM now() - min(run_at))::float8 AS age
                FROM jobs
                WHERE state = 'queued' AND run_at <= now()
                GROUP BY kind
                """,
                cancellationToken: cancellationToken))).ToList();
    }

    static KeyValuePair<string, object?> Tag(string kind) => new("kind", kind);

    sealed record Depth(string Kind, long Count, double Age);
}
