namespace Wharf.Server.Storage;

abstract record PutResult
{
    PutResult()
    {
    }

    /// <param name="Info">What is there now.</param>
    /// <param name="Sha256">
    /// Of the bytes as they were read, in lower-case hexadecimal. The put computes it in every store, beside its writing, so that a
    /// caller who records a digest does not hash a second time.
    /// </param>
    internal sealed record Stored(ObjectInfo Info, string Sha256) : PutResult;

    internal sealed record AlreadyExists : PutResult
    {
        public static readonly AlreadyExists Value = new();
    }
}
