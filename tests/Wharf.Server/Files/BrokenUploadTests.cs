using System.Text;

namespace Wharf.Server.Tests.Files;

/// <summary>Uploads that no polite client sends: each is answered with a documented 4xx, or broken off, and leaves nothing.</summary>
public sealed class BrokenUploadTests(FilesHost host) : IClassFixture<FilesHost>
{
    const string Type = $"Content-Type: multipart/form-data; boundary={RawForm.Boundary}";

    readonly FilesUser user = host.NewUser();

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(1_030)]
    [InlineData(1_500)]
    [InlineData(2_200)]
    public async Task A_truncated_multipart_body_is_refused(int missing)
    {
        using var form = Form();
        var bytes = form.Bytes()[..^missing];
        await AssertRefusedAsync(400, bytes, Type, $"Content-Length: {bytes.Length}");
    }

    [Fact]
    public async Task A_boundary_that_never_comes_is_refused()
    {
        using var form = Form();
        await AssertRefusedAsync(400, form.Bytes(), "Content-Type: multipart/form-data; boundary=another",
            $"Content-Length: {form.Bytes().Length}");
    }

    [Theory]
    [InlineData("Content-Type: multipart/form-data")]
    [InlineData("Content-Type: multipart/form-data; boundary=")]
    [InlineData("Content-Type: multipart/form-data; boundary=\"\"")]
    [InlineData("Content-Type: multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x")]
    public async Task A_missing_or_endless_boundary_is_refused(string type)
    {
        using var form = Form();
        await AssertRefusedAsync(400, form.Bytes(), type, $"Content-Length: {form.Bytes().Length}");
    }

    [Theory]
    [InlineData("filename*=UTF-8''..%2Fup")]
    [InlineData("filename*=UTF-8''a%00b")]
    [InlineData("filename=\"fine\"; filename*=UTF-8''a%0Ab")]
    [InlineData("filename=unfinished\"")]
    public async Task A_name_is_judged_however_it_is_written(string parameter)
    {
        var body = Encoding.UTF8.GetBytes(
            $"--{RawForm.Boundary}\r\nContent-Disposition: form-data; name=\"files\"; {parameter}\r\n\r\nx\r\n--{RawForm.Boundary}--\r\n");
        await AssertRefusedAsync(400, body, Type, $"Content-Length: {body.Length}");
    }

    [Fact]
    public async Task A_name_in_no_encoding_at_all_is_taken_with_what_can_be_read_of_it()
    {
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"--{RawForm.Boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a"), 0xFF, 0xC3,
            .. Encoding.UTF8.GetBytes($"z\"\r\n\r\nx\r\n--{RawForm.Boundary}--\r\n"),
        ];
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, Type, $"Content-Length: {body.Length}");
        await connection.SendAsync(body);
        var (status, text) = await connection.ReadAnswerAsync();
        Assert.True(status == 201, text);
        Assert.Contains("\"name\":\"a\uFFFD\uFFFDz\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_content_type_a_body_is_refused()
    {
        using var form = Form();
        await AssertRefusedAsync(415, form.Bytes(), $"Content-Length: {form.Bytes().Length}");
    }

    [Fact]
    public async Task An_empty_body_is_refused() => await AssertRefusedAsync(400, [], Type, "Content-Length: 0");

    [Fact]
    public async Task A_content_length_that_promises_too_much_is_refused_or_broken_off()
    {
        using var form = Form();
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, Type, $"Content-Length: {form.Bytes().Length + 10}");
        await connection.SendAsync(form.Unfinished());
        connection.EndSending();
        var (status, _) = await connection.ReadAnswerAsync();
        Assert.True(status is 400 or 0, $"{status}");
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_content_length_that_promises_too_little_is_refused()
    {
        using var form = Form();
        await AssertRefusedAsync(400, form.Bytes(), Type, "Content-Length: 500");
    }

    [Fact]
    public async Task A_body_that_says_beforehand_that_it_is_too_large_is_refused_before_it_comes()
    {
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, Type, "Content-Length: 10000000000");
        var (status, text) = await connection.ReadAnswerAsync();
        Assert.Equal(413, status);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_when_it_crosses_the_limit_and_not_later()
    {
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, Type, "Transfer-Encoding: chunked");
        using var form = Form();
        await connection.SendChunkAsync(form.Unfinished());
        using var large = new RawForm().Part("large", FilesUser.Noise(FilesHost.UploadLimit));
        // Neither the file nor the body has an end yet, and none will come.
        await connection.SendChunkAsync(large.Unfinished());
        var (status, text) = await connection.ReadAnswerAsync();
        Assert.Equal(413, status);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Chunks_that_are_none_are_refused()
    {
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, Type, "Transfer-Encoding: chunked");
        using var form = Form();
        await connection.SendChunkAsync(form.Unfinished());
        await connection.SendAsync(Encoding.ASCII.GetBytes("many\r\n"));
        Assert.Equal(400, (await connection.ReadAnswerAsync()).Status);
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_hangs_up_midway_leaves_nothing(bool rudely)
    {
        using (var connection = await RawConnection.OpenAsync(user.Server))
        {
            await connection.BeginUploadAsync(user, Type, "Content-Length: 250000");
            using var form = Form();
            await connection.SendAsync(form.Unfinished());
            using var begun = new RawForm().Part("begun", FilesUser.Noise(100_000));
            await connection.SendAsync(begun.Unfinished()[..^1000]);
            // The first file is stored when the second is begun: there is something to clean up.
            while ((await host.ObjectsAsync(user.Id)).Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            if (rudely) connection.Reset();
        }
        await AssertNothingLeftAsync();
    }

    static RawForm Form() => new RawForm().Part("first", FilesUser.Text(1000)).Part("second", FilesUser.Text(1000));

    async Task AssertRefusedAsync(int expected, byte[] body, params string[] headers)
    {
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, headers);
        await connection.SendAsync(body);
        var (status, text) = await connection.ReadAnswerAsync();
        Assert.True(expected == status, text);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
        await AssertNothingLeftAsync();
    }

    // A clean-up may still be under way when the client has its answer, or has gone.
    async Task AssertNothingLeftAsync()
    {
        for (var attempts = 200; attempts > 0; attempts--)
        {
            try
            {
                await host.AssertNothingLeftAsync(user);
                return;
            }
            catch (Xunit.Sdk.XunitException) when (attempts > 1)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
