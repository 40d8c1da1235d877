using System.Globalization;

namespace Wharf.Server.Paging;

/// <summary>The place of a row in a list: its sort key, and its id where keys are equal.</summary>
/// <param name="Key">The sort key as text; empty when the list is ordered by id alone.</param>
/// <param name="Id">The row's id.</param>
readonly record struct PagePosition(string Key, Guid Id)
{
    /// <summary>A position in a list ordered by time.</summary>
    public PagePosition(DateTimeOffset time, Guid id)
        : this(time.UtcTicks.ToString(CultureInfo.InvariantCulture), id)
    {
    }

    /// <summary>A position in a list ordered by a number.</summary>
    public PagePosition(long number, Guid id)
        : this(number.ToString(CultureInfo.InvariantCulture), id)
    {
    }

    /// <summary>The key of a list ordered by time.</summary>
    public DateTimeOffset Time => new(Number, TimeSpan.Zero);

    /// <summary>The key of a list ordered by a number.</summary>
    public long Number => long.Parse(Key, CultureInfo.InvariantCulture);
}
