using Microsoft.AspNetCore.Builder;
using Wharf.Server.Database;

namespace Wharf.TestHost;

/// <summary>A host with a database and nothing else: <c>Wharf.TestHost serve|join DATA</c>. It writes one line when it is up.</summary>
static class HostProgram
{
    static async Task<int> Main(string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Wharf:DataDirectory"] = arguments[1];
        builder.AddDatabase();
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
        Console.WriteLine("ready");
        // Whoever started this ends it by closing its input.
        await Console.In.ReadLineAsync();
        return 0;
    }
}
