using Microsoft.Extensions.Options;
using Wharf.Server.Jobs;

namespace Wharf.Server.Accounts;

/// <summary>
/// Deletes what nobody can use or ask for any more: sessions that are over, tokens that are revoked or long expired, and the memory of
/// networks that nobody has come from for long. Only deletes by age, so it may run twice, or end anywhere and go on the next time.
/// </summary>
sealed class SweepAccounts(SessionStore sessions, ApiTokenStore tokens, IOptions<AccountsOptions> options, TimeProvider time)
    : IJob<NoPayload>
{
    public const string Kind = "accounts.sweep";

    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    // Long enough that an owner can see in the list why a token stopped working.
    static readonly TimeSpan ExpiredTokensStay = TimeSpan.FromDays(30);

    static readonly TimeSpan NetworksStay = TimeSpan.FromDays(180);

    public async Task<JobOutcome> RunAsync(NoPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        return JobOutcome.Done;
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Twice as long as any server holds access tokens against the ended session.
        await sessions.SweepAsync(now, now - (2 * EndedSessions.Memory(options.Value)), now - NetworksStay, cancellationToken);
        await tokens.SweepAsync(now - ExpiredTokensStay, cancellationToken);
    }
}
