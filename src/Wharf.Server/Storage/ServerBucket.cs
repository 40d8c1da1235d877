namespace Wharf.Server.Storage;

/// <summary>The bucket of the server's own objects, as `Wharf:Storage:Bucket` names it.</summary>
sealed record ServerBucket(BucketName Name);
