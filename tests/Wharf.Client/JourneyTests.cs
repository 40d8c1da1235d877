using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Wharf.Client.Accounts;
using Wharf.Client.Files;
using Wharf.TestHost;

namespace Wharf.Client.Tests;

/// <summary>The main journey through a live server, with each SDK.</summary>
public sealed class JourneyTests(WharfHost host) : IClassFixture<WharfHost>
{
    const int Size = 6 * 1024 * 1024;
    static readonly byte[] Original = [.. Enumerable.Range(0, Size).Select(i => ProducedStream.At(i))];

    [Fact]
    public async Task A_user_registers_uploads_sees_the_file_compressed_downloads_renames_and_deletes_it()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        var caller = new WharfCaller();
        using var http = Connect(caller);
        var wharf = new WharfClient(http);
        var credentials = new Credentials { Email = $"ada-{Guid.NewGuid():n}@example.com", Password = "correct horse battery staple" };
        var registration = new Registration { Email = credentials.Email, Password = credentials.Password, Name = "Ada" };
        var user = await wharf.Accounts.RegisterUserAsync(registration);
        caller.SignIn(await wharf.Accounts.LogInAsync(credentials));
        Assert.Equal(user.Id, (await wharf.Accounts.GetMeAsync()).Id);

        var upload = new FileUpload(new ProducedStream(Size), "März \"1\".bin", "application/x-pattern");
        var file = Assert.Single((await wharf.Files.UploadFilesAsync([upload], limit.Token)).Items);
        Assert.Equal(("März \"1\".bin", "application/x-pattern", (long)Size), (file.Name, file.ContentType, file.Size));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Original)), file.Sha256);

        Assert.Equal(FileStatus.Ready, (await SettledAsync(wharf.Files, file.Id, limit.Token)).Status);
        var listed = new List<Guid>();
        await foreach (var item in wharf.Files.ListAllFilesAsync(limit: 1, status: FileStatus.Ready, cancellationToken: limit.Token))
            listed.Add(item.Id);
        Assert.Equal([file.Id], listed);

        await DownloadAsync(wharf.Files, file.Id, limit.Token);
        await DownloadCompressedAsync(caller, file.Id, limit.Token);

        var before = await wharf.Files.GetFileAsync(file.Id);
        Assert.True((await wharf.Files.GetFileAsync(file.Id, ifNoneMatch: before.ETag)).IsNotModified);
        var renamed = await wharf.Files.UpdateFileAsync(file.Id, new FileChange { Name = "b.bin" }, ifMatch: before.ETag);
        Assert.Equal("b.bin", renamed.Body.Name);
        var late = new FileChange { Name = "c.bin" };
        await FailsAsync(HttpStatusCode.PreconditionFailed, () => wharf.Files.UpdateFileAsync(file.Id, late, ifMatch: before.ETag));
        await wharf.Files.DeleteFileAsync(file.Id, ifMatch: renamed.ETag);
        await FailsAsync(HttpStatusCode.NotFound, () => wharf.Files.GetFileAsync(file.Id));
    }

    [Fact]
    public async Task A_session_is_renewed_against_the_server_and_ends_with_a_logout()
    {
        var caller = new WharfCaller();
        using var http = Connect(caller);
        var accounts = new WharfClient(http).Accounts;
        var credentials = new Credentials { Email = $"bea-{Guid.NewGuid():n}@example.com", Password = "correct horse battery staple" };
        await accounts.RegisterUserAsync(new Registration { Email = credentials.Email, Password = credentials.Password });
        var tokens = await accounts.LogInAsync(credentials);
        caller.Credentials = new WharfSession("stale", tokens.RefreshToken);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => accounts.GetMeAsync()));
        var renewed = Assert.IsType<WharfSession>(caller.Credentials);
        Assert.NotEqual(tokens.RefreshToken, renewed.RefreshToken);

        var created = await accounts.CreateApiTokenAsync(new NewApiToken { Name = "ci" });
        await accounts.LogOutAsync(new RefreshTokenHolder { RefreshToken = renewed.RefreshToken });
        await FailsAsync(HttpStatusCode.Unauthorized, () => accounts.GetMeAsync());
        Assert.Null(caller.Credentials);

        caller.Credentials = WharfCredentials.FromApiToken(created.Token);
        await foreach (var token in accounts.ListAllApiTokensAsync()) Assert.Equal(created.Id, token.Id);
        await accounts.RevokeApiTokenAsync(created.Id);
        await FailsAsync(HttpStatusCode.Unauthorized, () => accounts.GetMeAsync());
    }

    [Fact]
    public async Task The_typescript_sdk_makes_the_journey() =>
        await TypeScriptPackage.NodeAsync(await TypeScriptPackage.Application, "journey.mjs", host.Client.BaseAddress!.ToString());

    static async Task DownloadAsync(IFilesClient files, Guid id, CancellationToken cancellationToken)
    {
        await using var download = await files.DownloadFileAsync(id, cancellationToken: cancellationToken);
        Assert.Equal(("März \"1\".bin", "application/x-pattern", (long?)Size), (download.FileName, download.ContentType, download.Length));
        Assert.Empty(download.ContentEncoding);
        using var received = new MemoryStream();
        await download.CopyToAsync(received, cancellationToken);
        Assert.Equal(Original, received.ToArray());

        const string Bytes = "bytes=1000-1999";
        await using var part = await files.DownloadFileAsync(id, Bytes, ifRange: download.ETag, cancellationToken: cancellationToken);
        Assert.True(part.IsPartial);
        using var range = new MemoryStream();
        await part.CopyToAsync(range, cancellationToken);
        Assert.Equal(Original[1000..2000], range.ToArray());

        await using var unchanged = await files.DownloadFileAsync(id, ifNoneMatch: download.ETag, cancellationToken: cancellationToken);
        Assert.True(unchanged.IsNotModified);
        await using var head = await files.DownloadFileHeadersAsync(id, cancellationToken: cancellationToken);
        Assert.Equal((download.ETag, (long?)Size), (head.ETag, head.Length));
    }

    async Task DownloadCompressedAsync(WharfCaller caller, Guid id, CancellationToken cancellationToken)
    {
        using var http = Connect(caller);
        http.DefaultRequestHeaders.AcceptEncoding.Add(new("gzip"));
        await using var download = await new WharfClient(http).Files.DownloadFileAsync(id, cancellationToken: cancellationToken);
        Assert.Equal(["gzip"], download.ContentEncoding);
        Assert.InRange(download.Length!.Value, 1, Size - 1);
        using var received = new MemoryStream();
        await using (var plain = new GZipStream(await download.OpenReadAsync(cancellationToken), CompressionMode.Decompress))
            await plain.CopyToAsync(received, cancellationToken);
        Assert.Equal(Original, received.ToArray());
    }

    static async Task<StoredFile> SettledAsync(IFilesClient files, Guid id, CancellationToken cancellationToken)
    {
        for (var wait = TimeSpan.FromMilliseconds(10); ; wait = wait < TimeSpan.FromMilliseconds(500) ? wait * 2 : wait)
        {
            var file = (await files.GetFileAsync(id, cancellationToken: cancellationToken)).Body;
            if (file.Status is FileStatus.Ready or FileStatus.Failed) return file;
            await Task.Delay(wait, TimeProvider.System, cancellationToken);
        }
    }

    static async Task FailsAsync(HttpStatusCode status, Func<Task> call) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<WharfProblemException>(call)).StatusCode);

    HttpClient Connect(WharfCaller caller) =>
        new(new WharfAuthentication(caller) { InnerHandler = new SocketsHttpHandler() }, disposeHandler: true)
        {
            BaseAddress = host.Client.BaseAddress,
        };
}
