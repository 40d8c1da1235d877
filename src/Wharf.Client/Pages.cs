using System.Runtime.CompilerServices;

namespace Wharf.Client;

/// <summary>Follows <c>next_cursor</c> from page to page. A page is asked for when the items before it have been taken.</summary>
static class Pages
{
    public static async IAsyncEnumerable<TItem> FollowAsync<TPage, TItem>(
        Func<string?, CancellationToken, Task<TPage>> read, Func<TPage, IReadOnlyList<TItem>> items, Func<TPage, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await read(cursor, cancellationToken).ConfigureAwait(false);
            foreach (var item in items(page)) yield return item;
            cursor = next(page);
        }
        while (cursor is not null);
    }
}
