namespace Wharf.Server.Storage;

/// <param name="Key">The name it was put under.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ETag">
/// Opaque, without quotes, and another one for other bytes: S3's ETag, Google's generation, the disk's content hash.
/// Compare it, never parse it.
/// </param>
/// <param name="LastModified">When it was put.</param>
sealed record ObjectInfo(ObjectKey Key, long Size, string ETag, DateTimeOffset LastModified);

/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Where to go on, as the next call's `after`; null on the last page.</param>
sealed record ObjectPage(IReadOnlyList<ObjectInfo> Items, ObjectKey? Next)
{
    public const int MaximumLimit = 1000;
}
