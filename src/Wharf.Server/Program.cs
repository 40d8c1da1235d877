using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Wharf.Contracts.Hosting;
using Wharf.Server.Accounts;
using Wharf.Server.Database;
using Wharf.Server.Files;
using Wharf.Server.Health;
using Wharf.Server.Jobs;
using Wharf.Server.Observability;
using Wharf.Server.Paging;
using Wharf.Server.Proxies;
using Wharf.Server.Storage;
using Wharf.Server.WebConsole;

try
{
    // `Wharf.Server users create-admin …`: a word first is a command; without one the server runs.
    if (args is [not ['-', ..], ..])
    {
        var commands = new RootCommand("Wharf: a contract-first server in front of object storage.") { UsersCommand.Create(() => Build([])) };
        return await commands.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    await using var app = Build(args);
    await app.Services.OpenDatabaseAsync();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (
    exception is DatabaseException or StorageException or OptionsValidationException or IOException { InnerException: AddressInUseException })
{
    // What an operator can put right is said in a line, not in a stack trace.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.AddServerHeader = false);
    if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:5080");
    builder.Services.AddContracts(options =>
    {
        options.UseResources(typeof(Program).Assembly);
        options.NameBrokenResponses = !builder.Environment.IsProduction();
        options.CheckOneResponseIn = builder.Configuration.GetValue("Wharf:Contracts:CheckOneResponseIn", builder.Environment.IsProduction() ? 100 : 1);
    });
    builder.AddProxies();
    builder.AddObservability();
    builder.AddDatabase();
    builder.AddStorage();
    builder.AddJobs();
    builder.AddPaging();
    builder.AddAccounts();
    builder.AddFiles();
    builder.AddHealth();
    builder.AddWebConsole();

    var app = builder.Build();
    app.UseProxies();
    app.UseObservability();
    app.UseContracts();
    app.UseRouting();
    app.MapAccounts();
    app.MapFiles();
    app.MapHealth();
    app.MapWebConsole();
    return app;
}
