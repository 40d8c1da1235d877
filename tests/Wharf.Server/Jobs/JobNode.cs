using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Wharf.Server.Jobs;

namespace Wharf.Server.Tests.Jobs;

sealed record Work(string Name);

[JsonSerializable(typeof(Work))]
sealed partial class WorkJson : JsonSerializerContext;

/// <summary>What the jobs of a test do.</summary>
sealed class Script
{
    public Func<Work, JobContext, CancellationToken, Task<JobOutcome>> Run { get; set; } = (_, _, _) => Task.FromResult(JobOutcome.Done);

    public Func<Work, string, NpgsqlTransaction, Task> Bury { get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<Task<JobOutcome>> RunRecurring { get; set; } = () => Task.FromResult(JobOutcome.Done);
}

sealed class ScriptedJob(Script script) : IJob<Work>
{
    public Task<JobOutcome> RunAsync(Work payload, JobContext context, CancellationToken cancellationToken) =>
        script.Run(payload, context, cancellationToken);

    public Task BuryAsync(Work payload, string reason, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        script.Bury(payload, reason, transaction);
}

sealed class ScriptedRecurringJob(Script script) : IJob<NoPayload>
{
    public Task<JobOutcome> RunAsync(NoPayload payload, JobContext context, CancellationToken cancellationToken) => script.RunRecurring();
}

/// <summary>A job as it stands in the ledger.</summary>
sealed record LedgerRow(string State, int Attempt, int Interruptions, string? LastError, string? Worker, TimeSpan RunsIn);

/// <summary>One process of a cluster, as far as jobs go: a host with the queue and a worker, on the database of the test.</summary>
sealed class JobNode : IAsyncDisposable
{
    public const string Kind = "test.work";
    public const string OtherKind = "test.other";
    public const string RecurringKind = "test.recurring";

    readonly IHost host;

    JobNode(IHost host) => this.host = host;

    public JobQueue Queue => host.Services.GetRequiredService<JobQueue>();

    public IServiceProvider Services => host.Services;

    public JobLedger Ledger => host.Services.GetRequiredService<JobLedger>();

    public JobHousekeeping Housekeeping => host.Services.GetRequiredService<JobHousekeeping>();

    public static async Task<JobNode> StartAsync(
        NpgsqlDataSource database, Script script, Action<JobKindOptions>? kind = null, string role = "all", bool recurring = false,
        Dictionary<string, string?>? settings = null)
    {
        var node = Build(database, script, kind, role, recurring, settings);
        await node.host.StartAsync();
        return node;
    }

    /// <summary>The parts without the loops that drive them: the test is the worker.</summary>
    public static JobNode Build(
        NpgsqlDataSource database, Script script, Action<JobKindOptions>? kind = null, string role = "all", bool recurring = false,
        Dictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Wharf:Role"] = role,
            ["Wharf:Jobs:LeaseDuration"] = "00:00:00.600",
            ["Wharf:Jobs:PollInterval"] = "00:00:00.050",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        // Given, not made: the container leaves it open.
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(script);
        builder.AddJobs();
        builder.Services.AddJob<ScriptedJob, Work>(Kind, WorkJson.Default.Work, options =>
        {
            options.FirstRetryAfter = TimeSpan.FromMilliseconds(20);
            options.LongestRetryAfter = TimeSpan.FromMilliseconds(200);
            kind?.Invoke(options);
        });
        builder.Services.AddJob<ScriptedJob, Work>(OtherKind, WorkJson.Default.Work);
        if (recurring)
            builder.Services.AddRecurringJob<ScriptedRecurringJob>(RecurringKind, TimeSpan.FromSeconds(1));
        return new JobNode(builder.Build());
    }

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    public async Task<Guid> EnqueueAsync(string name, EnqueueOptions? options = null, string kind = Kind)
    {
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var id = await Queue.EnqueueAsync(transaction, kind, new Work(name), options);
        await transaction.CommitAsync();
        return id;
    }
}

static class Ledger
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<LedgerRow> ReadAsync(this NpgsqlDataSource database, Guid id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<LedgerRow>(
            "SELECT state, attempt, interruptions, last_error, worker, run_at - now() AS runs_in FROM jobs WHERE id = @id", new { id });
    }

    public static async Task<LedgerRow> WaitForAsync(this NpgsqlDataSource database, Guid id, string state)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var row = await database.ReadAsync(id);
            if (row.State == state)
                return row;
            Assert.False(patience.IsCancellationRequested, $"Job {id} is {row}, not {state}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public static Task ExecuteInAsync(this NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, object parameters) =>
        connection.ExecuteAsync(sql, parameters, transaction);

    public static async Task<T> ReadAsync<T>(this NpgsqlDataSource database, string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    /// <summary>Time passes for the leases: whoever does not renew loses them.</summary>
    public static Task EndLeasesAsync(this NpgsqlDataSource database) =>
        database.ExecuteAsync("UPDATE jobs SET leased_until = now() - interval '1 second' WHERE state = 'running'");

    /// <summary>Fails instead of hanging.</summary>
    public static Task SoonAsync(this Task task) => task.WaitAsync(Patience, TimeProvider.System);
}
