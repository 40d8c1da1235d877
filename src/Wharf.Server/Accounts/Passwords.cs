using Microsoft.AspNetCore.Identity;

namespace Wharf.Server.Accounts;

/// <summary>How a password compares to a stored hash.</summary>
enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, but hashed with fewer rounds than today's.</summary>
    RightButOutdated,
}

/// <summary>
/// Hashes and checks passwords with the framework's hasher. A check costs the same whether there is an account, whether it has a password,
/// and whether that is right. Only half of the cores hash at a time: it takes tens of milliseconds of one, and the others go on serving.
/// </summary>
sealed class Passwords(IPasswordHasher<StoredUser> hasher) : IDisposable
{
    // The framework's hasher asks for the user and ignores it.
    static readonly StoredUser Nobody = new() { Id = Guid.Empty, Roles = [], CreatedAt = default };

    readonly SemaphoreSlim places = new(Math.Max(1, Environment.ProcessorCount / 2));
    readonly string dummy = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    public void Dispose() => places.Dispose();

    public async Task<string> HashAsync(string password, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return hasher.HashPassword(Nobody, password);
        }
        finally
        {
            places.Release();
        }
    }

    /// <param name="hash">The stored hash; null when there is no account, or none with a password.</param>
    /// <param name="password">The password to check.</param>
    /// <param name="cancellationToken">Fires when the caller has hung up.</param>
    public async Task<PasswordVerdict> CheckAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            var result = hasher.VerifyHashedPassword(Nobody, hash ?? dummy, password);
            return hash is null ? PasswordVerdict.Wrong : result switch
            {
                PasswordVerificationResult.Success => PasswordVerdict.Right,
                PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightButOutdated,
                _ => PasswordVerdict.Wrong,
            };
        }
        finally
        {
            places.Release();
        }
    }
}
