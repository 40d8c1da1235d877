using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace Wharf.Server.Jobs;

/// <summary>Which of two waiting jobs goes first. Within a priority: the one that has been due for longer.</summary>
enum JobPriority
{
    Low = 0,
    Normal = 1,
    High = 2,
}

/// <summary>How jobs of one kind are run.</summary>
sealed class JobKindOptions
{
    /// <summary>Runs before the job is a dead letter, 1 or more. Default 10, which with the default backoff is about an hour.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Runs at the same time on one worker, 1 or more. Default: as many as the worker has places.</summary>
    public int Concurrency { get; set; } = int.MaxValue;

    /// <summary>Default <see cref="JobPriority.Normal"/>.</summary>
    public JobPriority Priority { get; set; } = JobPriority.Normal;

    /// <summary>The wait after the first failure; it doubles with each further one. Default 5 seconds.</summary>
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between attempts. Default 15 minutes.</summary>
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A run that takes longer is cancelled and tried again. Default 1 hour.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(1);

    public void Validate(string kind)
    {
        if (MaxAttempts < 1 || Concurrency < 1 || !Enum.IsDefined(Priority))
            throw new ArgumentException($"Job kind {kind}: MaxAttempts and Concurrency are at least 1, Priority is a defined one.");
        if (FirstRetryAfter <= TimeSpan.Zero || LongestRetryAfter < FirstRetryAfter || TimeLimit <= TimeSpan.Zero)
            throw new ArgumentException($"Job kind {kind}: times are positive, and LongestRetryAfter is not below FirstRetryAfter.");
    }
}

/// <summary>A registered kind of job: its name and options, and the way from a row's JSON to the class that does the work.</summary>
abstract class JobKind(string name, JobKindOptions options)
{
    public string Name => name;

    public JobKindOptions Options => options;

    public abstract Task<JobOutcome> RunAsync(
        IServiceProvider services, string payload, JobContext context, CancellationToken cancellationToken);

    public abstract Task BuryAsync(
        IServiceProvider services, string payload, string reason, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>What enqueueing needs to know of a kind.</summary>
abstract class JobKind<TPayload>(string name, JobKindOptions options, JsonTypeInfo<TPayload> json) : JobKind(name, options)
{
    public string Write(TPayload payload) => JsonSerializer.Serialize(payload, json);

    protected TPayload Read(string payload) =>
        JsonSerializer.Deserialize(payload, json) ?? throw new JsonException($"The payload of a {Name} job is null.");
}

sealed class JobKind<TJob, TPayload>(string name, JobKindOptions options, JsonTypeInfo<TPayload> json)
    : JobKind<TPayload>(name, options, json)
    where TJob : IJob<TPayload>
{
    static readonly ObjectFactory<TJob> Make = ActivatorUtilities.CreateFactory<TJob>([]);

    public override Task<JobOutcome> RunAsync(
        IServiceProvider services, string payload, JobContext context, CancellationToken cancellationToken) =>
        Make(services, null).RunAsync(Read(payload), context, cancellationToken);

    public override Task BuryAsync(
        IServiceProvider services, string payload, string reason, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        Make(services, null).BuryAsync(Read(payload), reason, transaction, cancellationToken);
}

/// <summary>All kinds that this process knows. Others may be in the database: another version's, left alone.</summary>
sealed class JobKinds(IEnumerable<JobKind> kinds)
{
    readonly Dictionary<string, JobKind> byName = kinds.ToDictionary(kind => kind.Name);

    public IReadOnlyCollection<JobKind> All => byName.Values;

    public JobKind this[string name] =>
        byName.TryGetValue(name, out var kind)
            ? kind
            : throw new InvalidOperationException($"No job kind {name} is registered: AddJob is missing.");

    public bool Has(string name) => byName.ContainsKey(name);
}
