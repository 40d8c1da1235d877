using Microsoft.Extensions.DependencyInjection;
using Wharf.Server.Files;
using Wharf.Server.Storage;

namespace Wharf.Server.Tests.Files;

/// <summary>What happens between the reading of a row and the opening of its object.</summary>
public sealed class OpenContentTests(FilesHost host) : IClassFixture<FilesHost>
{
    readonly FilesUser user = host.NewUser();
    readonly byte[] bytes = FilesUser.Text(50_000);

    [Theory]
    [InlineData(0, 50_000)]
    [InlineData(12_345, 10_000)]
    public async Task A_file_that_is_compressed_meanwhile_yields_the_same_bytes(int offset, int length)
    {
        var row = await UploadAsync();
        while (await host.RunJobAsync<CompressFile, CompressFilePayload>(CompressFile.Kind) is not null) { }
        while (await host.RunJobAsync<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind) is not null) { }
        await using var stream = await Contents.OpenAsync(new Representation(row, FileCoding.Identity), offset, length, default);
        var read = new byte[length];
        await stream!.ReadExactlyAsync(read);
        Assert.Equal(bytes[offset..(offset + length)], read);
    }

    [Fact]
    public async Task A_file_that_is_deleted_meanwhile_is_not_there()
    {
        var row = await UploadAsync();
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{row.Id}");
        while (await host.RunJobAsync<DeleteObject, DeleteObjectPayload>(DeleteObject.Kind) is not null) { }
        Assert.Null(await Contents.OpenAsync(new Representation(row, FileCoding.Identity), 0, row.Size, default));
    }

    [Fact]
    public async Task An_object_that_the_storage_has_lost_is_an_error_and_not_an_empty_file()
    {
        var row = await UploadAsync();
        await host.Services.GetRequiredService<IObjectStorage>().Delete(host.Services.GetRequiredService<ServerBucket>().Name, row.Key,
            default);
        await Assert.ThrowsAsync<StorageException>(() =>
            Contents.OpenAsync(new Representation(row, FileCoding.Identity), 0, row.Size, default));
        using var deleted = await user.SendAsync(HttpMethod.Delete, $"/files/{row.Id}");
        Assert.True(deleted.IsSuccessStatusCode);
    }

    OpenContent Contents => host.Services.GetRequiredService<OpenContent>();

    async Task<FileRecord> UploadAsync()
    {
        var id = await user.UploadAsync("a.txt", bytes);
        return (await host.Services.GetRequiredService<FileStore>().FindAsync(user.Id, id, default))!;
    }
}
