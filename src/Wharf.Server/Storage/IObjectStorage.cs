namespace Wharf.Server.Storage;

// What Wharf needs of an object store, and nothing that the local disk, S3 and Google Cloud Storage cannot all do:
//
// - Bytes are streams in both directions. A source need not be seekable and its length need not be known.
// - Expected outcomes (missing, already there, outside the range, replaced meanwhile) are values. What is thrown is broken: the
//   bucket is not there (StorageException), the disk or the network failed (IOException and its like).
// - An object appears whole or not at all, and once a put has returned it survives a crash.
// - A bucket and a key name an object. The store's own names may look otherwise; a listing tells the keys that were put.
//
// Left out on purpose: renaming (only a disk can; objects are written once under their final key and become visible by their row
// in the database), replace-if-ETag (stores that speak the S3 protocol differ on it, and immutable keys need none), content types
// and other metadata (the row has them), appending.
interface IObjectStorage
{
    /// <summary>Creates a bucket, or says who has it already.</summary>
    Task<CreateBucketOutcome> CreateBucket(BucketName bucket, CancellationToken cancellation);

    /// <summary>
    /// Reads <paramref name="content"/> to its end and stores it. When the source fails or the call is cancelled, nothing is stored.
    /// Under <see cref="PutMode.CreateOnly"/> exactly one of many racing puts wins; the content of the others may be left unread.
    /// </summary>
    Task<PutResult> Put(BucketName bucket, ObjectKey key, Stream content, PutMode mode, CancellationToken cancellation);

    /// <summary>Opens an object, or the part of it that <paramref name="range"/> asks for. The caller disposes what was found.</summary>
    /// <param name="bucket">Where to look.</param>
    /// <param name="key">What to open.</param>
    /// <param name="range">The part wanted; null for all of it.</param>
    /// <param name="ifMatch">The ETag that the object must still have; null for any.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<GetResult> Get(BucketName bucket, ObjectKey key, ByteRange? range, string? ifMatch, CancellationToken cancellation);

    /// <summary>What a store knows of an object without its bytes; null when it is not there.</summary>
    Task<ObjectInfo?> Head(BucketName bucket, ObjectKey key, CancellationToken cancellation);

    /// <summary>
    /// The objects whose keys start with <paramref name="prefix"/>, in ordinal order of their UTF-8 bytes, after <paramref name="after"/>
    /// (which need not exist, so that the last key of a page is the cursor of the next one and survives deletions).
    /// Keys that <see cref="ObjectKey"/> would refuse, put there by others, are left out.
    /// </summary>
    Task<ObjectPage> List(BucketName bucket, string prefix, ObjectKey? after, int limit, CancellationToken cancellation);

    /// <summary>Removes an object; one that is not there is removed already.</summary>
    Task Delete(BucketName bucket, ObjectKey key, CancellationToken cancellation);
}

enum CreateBucketOutcome
{
    Created,
    AlreadyOurs,

    /// <summary>Cloud stores share one name space among all their customers; a disk never says this.</summary>
    TakenByAnother,
}

enum PutMode
{
    CreateOnly,
    Overwrite,
}
