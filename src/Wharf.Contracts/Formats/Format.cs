namespace Wharf.Contracts.Formats;

/// <summary>A format that is asserted: what strings it allows, or what numbers.</summary>
sealed record Format(string Name)
{
    /// <summary>The check over a string's UTF-8 bytes.</summary>
    public StringFormat? Text { get; init; }

    /// <summary>The check over a number as written.</summary>
    public NumberFormat? Number { get; init; }

    /// <summary>The format of that name; none for one that is unknown or a mere annotation (<c>binary</c>, <c>password</c>).</summary>
    public static Format? Find(string name) => null;
}

/// <summary>Whether a string is of a format.</summary>
delegate bool StringFormat(ReadOnlySpan<byte> utf8);

/// <summary>Whether a number, as written, is of a format.</summary>
delegate bool NumberFormat(ReadOnlySpan<byte> token);
