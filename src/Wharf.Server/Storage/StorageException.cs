namespace Wharf.Server.Storage;

/// <summary>The store is not as it must be: a bucket is missing, or something else than a put has changed what it keeps.</summary>
sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner)
{
    public static StorageException NoBucket(BucketName bucket) => new($"The bucket '{bucket}' does not exist in the object storage.");
}
