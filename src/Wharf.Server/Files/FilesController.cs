using System.Security.Claims;
using Wharf.Contracts.Requests;
using Wharf.Server.Accounts;
using Wharf.Server.Paging;

namespace Wharf.Server.Files;

sealed partial class FilesController(FileStore files, UploadFiles upload, OpenContent contents, PageCursors cursors)
{
    internal const string NoSuchFile = "You have no such file.";
    const string AnotherVersion = "The file is not in the version that If-Match names.";

    public async partial Task<UploadFilesResult> UploadFiles(
        ClaimsPrincipal caller, MultipartBody body, CancellationToken cancellationToken)
    {
        var added = await upload.RunAsync(caller.UserId(), body, cancellationToken);
        return added is null
            ? UploadFilesResult.RequestTimeout("The upload took longer than an upload may; nothing of it was kept.")
            : UploadFilesResult.Created(
                new UploadedFiles { Items = [.. added.Select(file => file.ToDto())] },
                added.Count == 1 ? $"/files/{added[0].Id}" : "/files");
    }

    public async partial Task<ListFilesResult> ListFiles(
        ClaimsPrincipal caller, int limit, FileOrder sort, string? cursor, FileStatus? status, CancellationToken cancellationToken)
    {
        var scope = new PageScope("listFiles", sort.ToString(), caller.UserId().ToString(), status?.ToString());
        var after = cursor is null ? null : cursors.Open(scope, cursor);
        if (cursor is not null && after is null)
            return ListFilesResult.UnprocessableContent("The cursor was not made by this list with these filters.");
        var rows = await files.ListAsync(caller.UserId(), sort, status, after, limit + 1, cancellationToken);
        var page = Page<FileRecord>.Cut(rows, limit, file => FileStore.Position(sort, file), cursors, scope);
        return ListFilesResult.Ok(
            new FilePage { Items = [.. page.Items.Select(file => file.ToDto())], NextCursor = page.NextCursor },
            page.NextLink(
                "/files", ("limit", $"{limit}"), ("sort", FileOrderNames.Of(sort)), ("status", status?.ToString().ToLowerInvariant())));
    }

    public async partial Task<GetFileResult> GetFile(
        ClaimsPrincipal caller, Guid id, string? ifNoneMatch, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(caller.UserId(), id, cancellationToken) is not { } file) return GetFileResult.NotFound(NoSuchFile);
        return EntityTags.NoneMatch(ifNoneMatch, file.ETag)
            ? GetFileResult.Ok(file.ToDto(), file.ETag) : GetFileResult.NotModified(file.ETag);
    }

    public async partial Task<UpdateFileResult> UpdateFile(
        ClaimsPrincipal caller, Guid id, FileChange body, string? ifMatch, CancellationToken cancellationToken) =>
        await files.RenameAsync(caller.UserId(), id, body.Name, ifMatch, cancellationToken) switch
        {
            FileChangeOutcome.Changed { File: var file } => UpdateFileResult.Ok(file.ToDto(), file.ETag),
            FileChangeOutcome.PreconditionFailed => UpdateFileResult.PreconditionFailed(AnotherVersion),
            _ => UpdateFileResult.NotFound(NoSuchFile),
        };

    public async partial Task<DeleteFileResult> DeleteFile(
        ClaimsPrincipal caller, Guid id, string? ifMatch, CancellationToken cancellationToken) =>
        await files.DeleteAsync(caller.UserId(), id, ifMatch, cancellationToken) switch
        {
            FileChangeOutcome.Changed => DeleteFileResult.NoContent(),
            FileChangeOutcome.PreconditionFailed => DeleteFileResult.PreconditionFailed(AnotherVersion),
            _ => DeleteFileResult.NotFound(NoSuchFile),
        };

    public async partial Task<DownloadFileResult> DownloadFile(
        ClaimsPrincipal caller, Guid id, string? range, string? ifRange, string? ifMatch, string? ifNoneMatch, string? ifModifiedSince,
        string? ifUnmodifiedSince, string? acceptEncoding, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(caller.UserId(), id, cancellationToken) is not { } file) return DownloadFileResult.NotFound(NoSuchFile);
        var content = Representation.Select(file, acceptEncoding);
        switch (new ContentConditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince).Judge(content.ETag, content.LastModified))
        {
            case ContentVerdict.NotModified: return DownloadFileResult.NotModified(content.ETag, Representation.Vary);
            case ContentVerdict.PreconditionFailed: return DownloadFileResult.PreconditionFailed(AnotherVersion);
        }
        if (RangeHeader.Read(range) is not { } wanted || !EntityTags.AllowRange(ifRange, content.ETag))
            return DownloadFileResult.Ok(
                new FileBody(contents, content, 0, content.Length), content.ETag, content.Disposition, content.ReprDigest,
                Representation.Vary, content.LastModifiedHeader, content.ContentEncoding);
        if (wanted.Resolve(content.Length) is not { } part)
            return DownloadFileResult.RangeNotSatisfiable($"The content has {content.Length} bytes.", $"bytes */{content.Length}");
        return DownloadFileResult.PartialContent(
            new FileBody(contents, content, part.Offset, part.Length), content.ETag,
            $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{content.Length}", content.Disposition, content.ReprDigest,
            Representation.Vary, content.LastModifiedHeader, content.ContentEncoding);
    }

    public async partial Task<DescribeContentResult> DescribeContent(
        ClaimsPrincipal caller, Guid id, string? ifMatch, string? ifNoneMatch, string? ifModifiedSince, string? ifUnmodifiedSince,
        string? acceptEncoding, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(caller.UserId(), id, cancellationToken) is not { } file)
            return DescribeContentResult.NotFound(NoSuchFile);
        var content = Representation.Select(file, acceptEncoding);
        var conditions = new ContentConditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince);
        return conditions.Judge(content.ETag, content.LastModified) switch
        {
            ContentVerdict.NotModified => DescribeContentResult.NotModified(content.ETag, Representation.Vary),
            ContentVerdict.PreconditionFailed => DescribeContentResult.PreconditionFailed(AnotherVersion),
            _ => DescribeContentResult.Ok(
                new FileBody(contents, content, 0, content.Length), content.ETag, content.Disposition, content.ReprDigest,
                Representation.Vary, content.LastModifiedHeader, content.ContentEncoding),
        };
    }
}
