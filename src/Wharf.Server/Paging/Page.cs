namespace Wharf.Server.Paging;

/// <summary>A page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last one.</param>
sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>
    /// Makes a page of what a query with <c>LIMIT limit + 1</c> has found: the row too many only says that there is a next page.
    /// </summary>
    public static Page<T> Cut(IReadOnlyList<T> rows, int limit, Func<T, PagePosition> position, PageCursors cursors, PageScope scope) =>
        rows.Count <= limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(limit)], cursors.Seal(scope, position(rows[limit - 1])));

    /// <summary>The <c>Link</c> header of the page (RFC 8288); null on the last one.</summary>
    /// <param name="path">The list's path.</param>
    /// <param name="query">The query parameters of the request but for the cursor; those without a value are left out.</param>
    public string? NextLink(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        if (NextCursor is null) return null;
        var link = new System.Text.StringBuilder("<").Append(path).Append('?');
        foreach (var (name, value) in query)
            if (value is not null) link.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        return link.Append("cursor=").Append(NextCursor).Append(">; rel=\"next\"").ToString();
    }
}
