namespace Wharf.Server.Accounts;

/// <summary>The users of the Development environment: 1 to 3, who hold the API tokens <c>token_1</c> to <c>token_3</c>.</summary>
sealed class SampleUsers(ImportedUsers users) : IHostedService
{
    public static readonly IReadOnlyList<ImportedUser> All =
        [new("1", "Sample user 1", "token_1"), new("2", "Sample user 2", "token_2"), new("3", "Sample user 3", "token_3")];

    public Task StartAsync(CancellationToken cancellationToken) => users.ImportAsync(All, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
