namespace Wharf.Server.Storage;

abstract record GetResult
{
    GetResult()
    {
    }

    /// <param name="Info">The whole object, however small the part.</param>
    /// <param name="Offset">Where <paramref name="Content"/> starts in the object.</param>
    /// <param name="Length">How many bytes <paramref name="Content"/> yields.</param>
    /// <param name="Content">
    /// Read forward, once. Send it with <see cref="Stream.CopyToAsync(Stream, CancellationToken)"/>, which every store tunes for itself.
    /// </param>
    internal sealed record Found(ObjectInfo Info, long Offset, long Length, Stream Content) : GetResult, IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Content.DisposeAsync();
    }

    internal sealed record NotFound : GetResult
    {
        public static readonly NotFound Value = new();
    }

    /// <summary>The range begins past the end; an answer of 416 tells <paramref name="Size"/>.</summary>
    internal sealed record RangeNotSatisfiable(long Size) : GetResult;

    /// <summary>The object no longer has the ETag that was asked for.</summary>
    internal sealed record Changed : GetResult
    {
        public static readonly Changed Value = new();
    }
}
