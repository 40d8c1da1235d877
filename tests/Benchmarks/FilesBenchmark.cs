using System.Reflection;

namespace Wharf.Benchmarks;

/// <summary>
/// Upload and download of one big file, against a bare Kestrel endpoint: same client, same request, same kind of child process. Ratios
/// are speeds, so 1 is as fast as bare. `side=storage` puts the object storage alone in Wharf's place, `side=bare` the bare server
/// itself, whose distance from 1 is the noise of the machine.
/// </summary>
static class FilesBenchmark
{
    public static async Task Run(Settings settings)
    {
        var (side, rounds) = (settings.Text("side", "wharf"), settings.Number("rounds", 5));
        var length = settings.Number("mib", 1024) * 1048576L;
        var file = new GeneratedFile(length, settings.Text("content", "incompressible") == "compressible");
        settings.End();
        var temporary = Directory.CreateTempSubdirectory("wharf-bench-");
        try
        {
            using var http = new HttpMessageInvoker(new SocketsHttpHandler());
            var self = Assembly.GetExecutingAssembly().Location;
            var own = Path.Combine(temporary.FullName, side);
            await using var bareServer = await ChildServer.Start(self, Path.Combine(temporary.FullName, "baseline"), "serve-bare");
            await using var server = side == "wharf"
                ? await ChildServer.Start(Path.Combine(AppContext.BaseDirectory, "Wharf.Server.dll"), own)
                : await ChildServer.Start(self, own, $"serve-{side}");
            IFileSide measured = side == "wharf"
                ? await WharfSide.Join(http, server.Address, Path.Combine(own, "data", "objects"))
                : new BareSide(http, server.Address, keepsForm: side == "bare");
            await Compare(measured, http, bareServer, server, file, length, rounds);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    static async Task Compare(
        IFileSide measured,
        HttpMessageInvoker http,
        ChildServer bareServer,
        ChildServer server,
        GeneratedFile file,
        long length,
        int rounds)
    {
        var bare = new BareSide(http, bareServer.Address, keepsForm: true);
        var flushed = new BareSide(http, bareServer.Address, keepsForm: true, "?flush=1");
        // Code is compiled and pools are filled by small files: what grows from here on grows with the size of the file.
        await RoundTrip(measured, new GeneratedFile(8 * 1048576, false));
        await using var workingSet = server.Watch();
        await RoundTrip(measured, file);

        var uploads = await Rounds.Alternate(
            1,
            rounds,
            new("upload", () => Upload(measured, file)),
            new("bare", () => Upload(bare, file)),
            new("bare+flush", () => Upload(flushed, file)));
        await measured.Upload(file);
        await measured.Settle();
        await bare.Upload(file);
        var downloads = await Rounds.Alternate(
            1, rounds, new("download", () => Download(measured, length)), new("bare", () => Download(bare, length)));

        var mebibytes = length / 1048576.0;
        new ResultLine("files")
            .Add("upload_ratio", uploads.Speed("upload", "bare"))
            .Add("upload_ratio_flushed", uploads.Speed("upload", "bare+flush"))
            .Add("download_ratio", downloads.Speed("download", "bare"))
            .Add("growth_mib", workingSet.GrowthMebibytes)
            .Add("start_mib", workingSet.StartMebibytes)
            .Add("upload_mib_s", mebibytes / uploads.Median("upload"))
            .Add("download_mib_s", mebibytes / downloads.Median("download"))
            .Print();
    }

    /// <summary>Not timed: what comes back is compared with what was sent.</summary>
    static async Task RoundTrip(IFileSide side, GeneratedFile file)
    {
        await side.Upload(file);
        await side.Settle();
        if (!side.KeepsForm)
        {
            using var response = await side.Download();
            await file.Verify(await response.Content.ReadAsStreamAsync());
        }
        await side.Delete();
    }

    static async Task<TimeSpan> Upload(IFileSide side, GeneratedFile file)
    {
        await Disk.Calm();
        var started = TimeProvider.System.GetTimestamp();
        await side.Upload(file);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        await side.Settle();
        await side.Delete();
        return elapsed;
    }

    static async Task<TimeSpan> Download(IFileSide side, long length)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await side.Download();
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var received = 0L;
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            received += count;
        }
        // The bare server keeps the body as it came, with the form around the file.
        return received >= length
            ? TimeProvider.System.GetElapsedTime(started) : throw new InvalidDataException($"{received} bytes came instead of {length}.");
    }
}
