using Wharf.Contracts.Problems;
using Wharf.Contracts.Responses;

namespace Wharf.Server.Files;

/// <summary>
/// The body of a download, opened when its first byte is needed: never for HEAD. A file that is deleted between the reading of its row
/// and that moment is a 404, since no header has been sent; one that is deleted later is sent to its end, for the open object stays
/// readable.
/// </summary>
sealed class FileBody(OpenContent contents, Representation representation, long offset, long length)
    : ContentBody(representation.File.ContentType, length)
{
    public override async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var stream = await contents.OpenAsync(representation, offset, length, cancellationToken)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, FilesController.NoSuchFile);
        await using var body = FromStream(stream, ContentType, length);
        await body.WriteAsync(response, cancellationToken);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
