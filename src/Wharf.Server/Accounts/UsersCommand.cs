using System.CommandLine;
using System.Text;
using System.Text.Json;
using Wharf.Contracts.Hosting;
using Wharf.Contracts.Schemas;
using Wharf.Server.Database;

namespace Wharf.Server.Accounts;

/// <summary>
/// <c>users create-admin EMAIL</c>: how the first administrator comes to be. Works beside a running server, whose database it joins. A
/// password is never an argument, which every process of the machine could read; it comes from a file, a pipe or the keyboard.
/// </summary>
static class UsersCommand
{
    public static Command Create(Func<WebApplication> build)
    {
        var email = new Argument<string>("email") { Description = "The administrator's email address." };
        var name = new Option<string?>("--name") { Description = "The administrator's name." };
        var passwordFile = new Option<FileInfo?>("--password-file")
        {
            Description = "A file whose first line is the password. Otherwise it is asked for, or read from a pipe.",
        };
        var createAdmin = new Command("create-admin", "Make a user an administrator, and the user too if there is none with this address.")
        {
            email, name, passwordFile,
        };
        createAdmin.SetAction(async (arguments, cancellationToken) =>
        {
            var output = arguments.InvocationConfiguration;
            await using var app = build();
            await app.Services.OpenDatabaseAsync(DatabaseMode.Join, cancellationToken);
            var address = arguments.GetRequiredValue(email);
            // Who exists keeps his password.
            if (await app.Services.GetRequiredService<UserStore>().PromoteAsync(EmailKey.Of(address), cancellationToken))
            {
                await output.Output.WriteLineAsync($"{address} is an administrator. The password is the one it was.");
                return 0;
            }
            if (await ReadPasswordAsync(arguments.GetValue(passwordFile), output.Error, cancellationToken) is not { } password) return 1;
            var registration = new Registration { Email = address, Password = password, Name = arguments.GetValue(name) };
            if (FindViolations(app.Services, registration) is { Length: > 0 } violations)
            {
                await output.Error.WriteLineAsync(violations);
                return 1;
            }
            return await AddAsync(app.Services, registration, output, cancellationToken);
        });
        return new Command("users", "Manage users.") { createAdmin };
    }

    static async Task<int> AddAsync(
        IServiceProvider services, Registration registration, InvocationConfiguration output, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<Registrations>().AddAsync(registration, ["user", Caller.Admin], cancellationToken) is null)
        {
            // Registered between the two statements.
            await services.GetRequiredService<UserStore>().PromoteAsync(EmailKey.Of(registration.Email), cancellationToken);
        }
        await output.Output.WriteLineAsync($"{registration.Email} is an administrator.");
        return 0;
    }

    // The rules are the contract's, so that whoever is made here can log in there.
    static string FindViolations(IServiceProvider services, Registration registration)
    {
        var operation = services.GetRequiredService<ContractCatalog>().Contract("accounts").Operation("registerUser");
        var rules = operation.Body!.MediaTypes[0].Schema!;
        var json = JsonSerializer.SerializeToUtf8Bytes(registration, AccountsJson.Default.Registration);
        return string.Join(Environment.NewLine, rules.Validate(json, SchemaDirection.Request)
            .Select(violation => $"{violation.Pointer.TrimStart('/')}: {violation.Message}"));
    }

    static async Task<string?> ReadPasswordAsync(FileInfo? file, TextWriter prompt, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            try
            {
                using var reader = file.OpenText();
                return await reader.ReadLineAsync(cancellationToken) ?? "";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await prompt.WriteLineAsync($"--password-file: {exception.Message}");
                return null;
            }
        }
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(cancellationToken) ?? "";

        await prompt.WriteAsync("Password: ");
        var password = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) password.Length = Math.Max(0, password.Length - 1);
            else password.Append(key.KeyChar);
        }
        await prompt.WriteLineAsync();
        return password.ToString();
    }
}
