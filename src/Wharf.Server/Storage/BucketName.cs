using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;

namespace Wharf.Server.Storage;

/// <summary>A bucket's name by the rules that S3 and Google share, so that one configured here works there.</summary>
sealed partial record BucketName
{
    public const string Rule =
        "3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit at both ends, no two dots together, no IP address";

    BucketName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out BucketName? name)
    {
        name = text is not null && IsName(text) ? new(text) : null;
        return name is not null;
    }

    public static BucketName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"A bucket's name is {Rule}.");

    public override string ToString() => Value;

    static bool IsName(string text) =>
        Shape().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal) && !IPAddress.TryParse(text, out _);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Shape();
}
