using System.Text.Json.Serialization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Wharf.Server.Database;
using Wharf.Server.Jobs;

namespace Wharf.TestHost;

/// <summary>
/// Small hosts to be killed: <c>serve DATA</c> and <c>join DATA</c> open an embedded database, <c>work CONNECTION</c> runs jobs on
/// a given one. Each writes the line <c>ready</c> when it is up, and ends when its input does.
/// </summary>
static class HostProgram
{
    static async Task<int> Main(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration[arguments[0] == "work" ? "ConnectionStrings:Wharf" : "Wharf:DataDirectory"] = arguments[1];
        builder.Configuration["Wharf:Jobs:LeaseDuration"] = "00:00:01";
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddDatabase();
        if (arguments[0] == "work")
        {
            builder.AddJobs();
            builder.Services.AddJob<InsertTwice, InsertTwicePayload>(InsertTwice.Kind, HostJson.Default.InsertTwicePayload);
        }
        await using var app = builder.Build();
        try
        {
            await app.Services.OpenDatabaseAsync(arguments[0] == "join" ? DatabaseMode.Join : DatabaseMode.Serve, CancellationToken.None);
        }
        catch (DatabaseException e)
        {
            Console.WriteLine("refused: " + e.Message);
            return 2;
        }
        if (arguments[0] == "work")
            await app.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await app.StopAsync();
        return 0;
    }
}

/// <param name="Rest">How long the job rests between its two halves: the time to kill it in.</param>
public sealed record InsertTwicePayload(TimeSpan Rest);

/// <summary>
/// Inserts one row at once and one together with its completion. Killed in between, it leaves the first, and its next run starts over.
/// </summary>
sealed class InsertTwice(NpgsqlDataSource database) : IJob<InsertTwicePayload>
{
    public const string Kind = "host.insert_twice";

    public async Task<JobOutcome> RunAsync(InsertTwicePayload payload, JobContext context, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("INSERT INTO halves VALUES (@Id, 'first') ON CONFLICT DO NOTHING", new { context.Id });
        Console.WriteLine("running " + context.Id);
        if (context.Attempt == 1)
            await Task.Delay(payload.Rest, TimeProvider.System, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("INSERT INTO halves VALUES (@Id, 'second')", new { context.Id }, transaction);
        await context.CompleteAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return JobOutcome.Done;
    }
}

[JsonSerializable(typeof(InsertTwicePayload))]
sealed partial class HostJson : JsonSerializerContext;
