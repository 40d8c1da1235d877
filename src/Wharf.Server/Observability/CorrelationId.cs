using System.Buffers;
using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Primitives;

namespace Wharf.Server.Observability;

/// <summary>
/// What ties a request, its answer and its log lines together: the caller's `X-Correlation-ID` if it is harmless to repeat, else the
/// id of the trace (the caller's too, where it sent a `traceparent`). It is its own log scope.
/// </summary>
sealed record CorrelationId(string Value) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public const string Header = "X-Correlation-ID";

    const int MaximumLength = 128;

    static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    int IReadOnlyCollection<KeyValuePair<string, object?>>.Count => 1;

    KeyValuePair<string, object?> IReadOnlyList<KeyValuePair<string, object?>>.this[int index] => index == 0
        ? new("CorrelationId", Value) : throw new ArgumentOutOfRangeException(nameof(index));

    public static CorrelationId For(StringValues sent) =>
        sent is [{ Length: > 0 and <= MaximumLength } given] && !given.AsSpan().ContainsAnyExcept(Allowed)
            ? new(given) : new(Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N"));

    public override string ToString() => Value;

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator()
    {
        yield return new("CorrelationId", Value);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)this).GetEnumerator();
}
