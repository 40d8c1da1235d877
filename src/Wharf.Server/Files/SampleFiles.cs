using System.Globalization;
using System.Text;
using Wharf.Server.Accounts;

namespace Wharf.Server.Files;

/// <summary>
/// Two files of the sample user 1, in the Development environment alone. Made when the user has none at all, so that a restart adds
/// nothing, and one who has deleted them all gets them back.
/// </summary>
sealed class SampleFiles(ImportedUsers users, FileStore files, UploadFiles upload) : IHostedService
{
    const string Owner = "1";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var found = await users.FindAsync([Owner], cancellationToken);
        if (!found.TryGetValue(Owner, out var ownerId) || await files.HasAnyAsync(ownerId, cancellationToken)) return;
        await upload.RunAsync(ownerId, _ => Samples().ToAsyncEnumerable(), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static IEnumerable<IncomingFile> Samples()
    {
        yield return new IncomingFile("hello.txt", "text/plain", Text("Hello from Wharf.\n"));
        // Long and regular enough to be seen compressed.
        var log = new StringBuilder("ship,berth,arrived\n");
        for (var day = 1; day <= 365; day++) log.Append(CultureInfo.InvariantCulture, $"ship {day % 17},berth {day % 5},day {day}\n");
        yield return new IncomingFile("harbour log.csv", "text/csv", Text(log.ToString()));
    }

    static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
