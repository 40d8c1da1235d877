using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>
/// Slows guessing of passwords down without locking anybody out.
/// <para>
/// Every failed attempt is charged to the address it comes from and to the account it aims at, whether that exists or not; a right
/// password costs nothing. An attempt is charged before its password is checked, so that many at the same time count too.
/// </para>
/// <para>
/// Whoever keeps guessing at an account from many addresses uses up its allowance, and would thereby keep its owner out. Hence accounts
/// have a lane for every network that the owner has logged in from before, and one for all others: strangers only ever fill the latter.
/// An owner who comes from a new place during an attack has to race for the one attempt that comes back with every recovery time;
/// sessions and API tokens never come by here.
/// </para>
/// <para>
/// The counts are this node's own. With N nodes an attacker has N times the attempts, a few per minute each, against a password of at least
/// 8 characters; a shared count would buy that factor with a write to the database for every wrong guess, which is for the attacker to
/// choose. A restart forgets the counts for the same price.
/// </para>
/// </summary>
sealed class LoginThrottle(IOptions<AccountsOptions> options, TimeProvider time)
{
    readonly Throttle addresses = new(options.Value.FailuresPerAddress, options.Value.AddressRecovery, time);
    readonly Throttle accounts = new(options.Value.FailuresPerAccount, options.Value.AccountRecovery, time);

    /// <summary>Charges an attempt; answers how long to wait when it may not be made.</summary>
    /// <param name="network">Where it comes from.</param>
    /// <param name="emailKey">The account it aims at.</param>
    /// <param name="known">Whether the owner has logged in from that network before.</param>
    public TimeSpan? Charge(string network, string emailKey, bool known)
    {
        if (addresses.Take(network) is { } wait) return wait;
        if (accounts.Take(Lane(network, emailKey, known)) is not { } accountWait) return null;
        addresses.GiveBack(network);
        return accountWait;
    }

    /// <summary>The attempt was right.</summary>
    public void GiveBack(string network, string emailKey, bool known)
    {
        addresses.GiveBack(network);
        accounts.GiveBack(Lane(network, emailKey, known));
    }

    /// <summary>Charges an address alone: for a registration, which tells whether an address is taken.</summary>
    public TimeSpan? ChargeAddress(string network) => addresses.Take(network);

    public void GiveBackAddress(string network) => addresses.GiveBack(network);

    // Neither part can contain a space.
    static string Lane(string network, string emailKey, bool known) => known ? $"{network} {emailKey}" : emailKey;
}
