using Microsoft.Extensions.Options;

namespace Wharf.Server.Accounts;

/// <summary>The section <c>Wharf:Accounts</c>.</summary>
sealed class AccountsOptions
{
    public const string Section = "Wharf:Accounts";

    /// <summary>How long an access token lives. Default 15 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a login lasts without being refreshed. Default 30 days.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a refresh token that was just used is only refused, not yet taken for stolen. Default 10 seconds.</summary>
    public TimeSpan ReuseGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an API token is believed without asking the database, should its end go unheard. Default 30 seconds.</summary>
    public TimeSpan TokenCacheLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Rounds of PBKDF2 for a new password; older hashes are renewed at the next login. Default 100,000.</summary>
    public int PasswordIterations { get; set; } = 100_000;

    /// <summary>Wrong passwords that an account takes at once. Default 10.</summary>
    public int FailuresPerAccount { get; set; } = 10;

    /// <summary>The time after which an account takes one more. Default 1 minute.</summary>
    public TimeSpan AccountRecovery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Failed attempts that one address may make at once, at whatever accounts. Default 50.</summary>
    public int FailuresPerAddress { get; set; } = 50;

    /// <summary>The time after which an address may make one more. Default 6 seconds.</summary>
    public TimeSpan AddressRecovery { get; set; } = TimeSpan.FromSeconds(6);
}

sealed class AccountsOptionsValidation : IValidateOptions<AccountsOptions>
{
    public ValidateOptionsResult Validate(string? name, AccountsOptions options)
    {
        var failures = new List<string>();
        Between(nameof(options.AccessTokenLifetime), options.AccessTokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Between(nameof(options.RefreshTokenLifetime), options.RefreshTokenLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(366));
        Between(nameof(options.ReuseGrace), options.ReuseGrace, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Between(nameof(options.TokenCacheLifetime), options.TokenCacheLifetime, TimeSpan.Zero, TimeSpan.FromHours(1));
        Between(nameof(options.PasswordIterations), options.PasswordIterations, 10_000, 10_000_000);
        Between(nameof(options.FailuresPerAccount), options.FailuresPerAccount, 1, 10_000);
        Between(nameof(options.AccountRecovery), options.AccountRecovery, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(nameof(options.FailuresPerAddress), options.FailuresPerAddress, 1, 1_000_000);
        Between(nameof(options.AddressRecovery), options.AddressRecovery, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;

        void Between<T>(string setting, T value, T least, T most) where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                failures.Add($"{AccountsOptions.Section}:{setting} is {value}, but must be between {least} and {most}.");
        }
    }
}
