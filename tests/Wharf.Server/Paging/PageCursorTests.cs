using Microsoft.AspNetCore.DataProtection;
using Wharf.Server.Paging;

namespace Wharf.Server.Tests.Paging;

public sealed class PageCursorTests
{
    static readonly PageScope Scope = new("listFiles", "name", "user-1", "ready");
    static readonly PagePosition Position = new("änchor.txt", Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
    static readonly EphemeralDataProtectionProvider Keys = new();

    readonly PageCursors cursors = new(Keys);

    [Fact]
    public void A_cursor_gives_its_position_back() => Assert.Equal(Position, cursors.Open(Scope, cursors.Seal(Scope, Position)));

    [Fact]
    public void A_cursor_opens_on_every_node_that_shares_the_keys() =>
        Assert.Equal(Position, new PageCursors(Keys).Open(Scope, cursors.Seal(Scope, Position)));

    [Fact]
    public void Times_and_numbers_come_back_exactly()
    {
        var time = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(1234567);
        Assert.Equal(time, cursors.Open(Scope, cursors.Seal(Scope, new PagePosition(time, Guid.Empty)))!.Value.Time);
        Assert.Equal(-42, cursors.Open(Scope, cursors.Seal(Scope, new PagePosition(-42L, Guid.Empty)))!.Value.Number);
    }

    [Fact]
    public void A_cursor_opens_in_no_other_scope()
    {
        var cursor = cursors.Seal(Scope, Position);
        PageScope[] others =
        [
            Scope with { Operation = "listTokens" }, Scope with { Order = "-name" }, new("listFiles", "name", "user-2", "ready"),
            new("listFiles", "name", "user-1"), new("listFiles", "name", "user-1", "ready", null),
            new("listFiles", "name", "user-1r", "eady"),
        ];
        Assert.All(others, other => Assert.Null(cursors.Open(other, cursor)));
        Assert.Equal(Position, cursors.Open(new PageScope("listFiles", "name", "user-1", "ready"), cursor));
    }

    [Fact]
    public void An_absent_filter_is_not_an_empty_one() =>
        Assert.Null(cursors.Open(new("listFiles", "", ""), cursors.Seal(new("listFiles", "", (string?)null), Position)));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    public void What_is_no_cursor_opens_to_nothing(string text) => Assert.Null(cursors.Open(Scope, text));

    [Fact]
    public void Every_changed_character_makes_a_forgery()
    {
        var cursor = cursors.Seal(Scope, Position);
        // The last character may carry bits that stand for nothing.
        for (var i = 0; i < cursor.Length - 1; i++)
        {
            var forged = string.Concat(cursor.AsSpan(0, i), cursor[i] == 'A' ? "B" : "A", cursor.AsSpan(i + 1));
            Assert.Null(cursors.Open(Scope, forged));
        }
        Assert.Null(cursors.Open(Scope, cursor[..^4]));
    }

    [Fact]
    public void A_cursor_of_a_long_key_meets_the_contract()
    {
        var cursor = cursors.Seal(Scope, new PagePosition(new string('x', 255), Guid.NewGuid()));
        Assert.InRange(cursor.Length, 1, 512);
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor);
    }

    [Fact]
    public void A_page_with_a_row_too_many_has_a_next_one()
    {
        var page = Page<int>.Cut([1, 2, 3], 2, row => new PagePosition(row, Guid.Empty), cursors, Scope);
        Assert.Equal([1, 2], page.Items);
        Assert.Equal(2, cursors.Open(Scope, page.NextCursor!)!.Value.Number);
        Assert.Equal($"</files?status=a%20b&limit=2&cursor={page.NextCursor}>; rel=\"next\"",
            page.NextLink("/files", ("status", "a b"), ("sort", null), ("limit", "2")));
    }

    [Fact]
    public void The_last_page_has_no_next_one()
    {
        var page = Page<int>.Cut([1, 2], 2, row => new PagePosition(row, Guid.Empty), cursors, Scope);
        Assert.Equal([1, 2], page.Items);
        Assert.Null(page.NextCursor);
        Assert.Null(page.NextLink("/files"));
    }
}
