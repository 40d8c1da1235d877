using Microsoft.AspNetCore.Http;

namespace Wharf.Client.Tests;

public sealed class StreamingTests
{
    const int Step = 4 * 1024 * 1024;

    [Fact]
    public async Task An_upload_is_on_its_way_before_its_stream_has_ended()
    {
        // The stream gives its second half only after the server has all of the first, but for what sockets and pipes hold.
        const long Half = 8 * 1024 * 1024;
        var halfArrived = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            var received = 0L;
            var buffer = new byte[64 * 1024];
            for (int read; (read = await http.Request.Body.ReadAsync(buffer)) > 0;)
                if ((received += read) > Half - Step) halfArrived.TrySetResult();
            await http.Uploaded(received > 2 * Half ? "whole" : "short");
        });
        var stream = new ProducedStream(2 * Half, position => position >= Half ? halfArrived.Task : Task.CompletedTask);
        var uploaded = await server.Client().Files.UploadFilesAsync([new FileUpload(stream, "large.bin")]);
        Assert.Equal("whole", Assert.Single(uploaded.Items).Name);
    }

    [Fact]
    public async Task A_download_is_read_while_the_server_writes_it()
    {
        var firstRead = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("first");
            await http.Response.Body.FlushAsync();
            await firstRead.Task;
            await http.Response.WriteAsync("second");
        });
        await using var download = await server.Client().Files.DownloadFileAsync(Guid.Parse(Answers.FileId));
        var stream = await download.OpenReadAsync();
        var first = new byte[5];
        await stream.ReadExactlyAsync(first);
        firstRead.SetResult();
        using var rest = new StreamReader(stream);
        Assert.Equal("second", await rest.ReadToEndAsync());
    }

    [Fact]
    public async Task A_quarter_of_a_gibibyte_goes_up_and_down_in_little_memory()
    {
        const long Size = 256L * 1024 * 1024;
        var peak = 0L;
        void Sample() => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            if (http.Request.Method == "POST") await http.Uploaded($"{await Issuer.LengthAsync(http)}");
            else await new ProducedStream(Size).CopyToAsync(http.Response.Body);
        });
        var files = server.Client().Files;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var produced = new ProducedStream(Size, position =>
        {
            if (position % Step == 0) Sample();
            return Task.CompletedTask;
        });
        var uploaded = await files.UploadFilesAsync([new FileUpload(produced, "large.bin")]);
        Assert.Equal($"{Size}", Assert.Single(uploaded.Items).Name);

        await using var download = await files.DownloadFileAsync(Guid.Parse(Answers.FileId));
        var stream = await download.OpenReadAsync();
        var buffer = new byte[64 * 1024];
        var received = 0L;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; received += read)
        {
            Assert.Equal(ProducedStream.At(received), buffer[0]);
            if (received % Step < read) Sample();
        }
        Assert.Equal(Size, received);
        Assert.InRange(peak - before, long.MinValue, 48 * 1024 * 1024);
    }

    [Fact]
    public async Task Streams_of_known_length_go_with_a_content_length_and_stay_open()
    {
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            var length = http.Request.ContentLength;
            var received = new MemoryStream();
            await http.Request.Body.CopyToAsync(received);
            await http.Uploaded(length == received.Length ? "exact" : "wrong");
        });
        using var content = new MemoryStream([1, 2, 3]);
        FileUpload[] twice = [new(content, "a"), new(content, "b", "text/plain")];
        var uploaded = await server.Client().Files.UploadFilesAsync(twice);
        Assert.Equal("exact", uploaded.Items[0].Name);
        Assert.True(content.CanRead);
    }
}
