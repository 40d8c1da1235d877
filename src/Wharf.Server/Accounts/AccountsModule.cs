using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Hosting;
using Wharf.Server.Jobs;

namespace Wharf.Server.Accounts;

static class AccountsModule
{
    /// <summary>
    /// Registers accounts, and the authentication schemes <c>bearer</c> and <c>token</c>, which the contracts name and the contract runtime
    /// asks. In Development there are sample users.
    /// </summary>
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddOptions<AccountsOptions>().BindConfiguration(AccountsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccountsOptions>, AccountsOptionsValidation>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ApiTokenStore>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportedUsers>();

        services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<AccountsOptions>>((hasher, options) => hasher.IterationCount = options.Value.PasswordIterations);
        services.AddSingleton<IPasswordHasher<StoredUser>, PasswordHasher<StoredUser>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<Registrations>();
        services.AddSingleton<PasswordLogin>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<EndedSessions>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiTokenCache>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<ApiTokenUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiTokenUses>());
        services.AddHostedService<AccountsListener>();
        services.AddRecurringJob<SweepAccounts>(SweepAccounts.Kind, SweepAccounts.Every);
        if (builder.Environment.IsDevelopment()) services.AddHostedService<SampleUsers>();
        AddSchemes(services);
        // The largest body that the contract allows, every character escaped, has less than half of this.
        services.Configure<ContractOptions>(options =>
        {
            foreach (var operation in (string[])["registerUser", "logIn", "refreshTokens", "logOut", "createApiToken"])
                options.LimitBody(operation, 16 * 1024);
        });
    }

    static void AddSchemes(IServiceCollection services)
    {
        services.AddAuthentication()
            .AddBearerToken(Caller.BearerScheme, options => options.Events.OnMessageReceived = ReadBearer)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(Caller.TokenScheme, null);
        services.AddOptions<BearerTokenOptions>(Caller.BearerScheme)
            .PostConfigure<EndedSessions>((options, ended) =>
                options.BearerTokenProtector = new AccessTokenFormat(options.BearerTokenProtector, ended));
    }

    // The framework takes `Bearer` only as written here; the name of a scheme is case-insensitive (RFC 9110, section 11.1).
    static Task ReadBearer(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) context.Token = header["Bearer ".Length..].Trim();
        return Task.CompletedTask;
    }
}
