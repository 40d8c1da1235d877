namespace Wharf.Contracts.Formats;

/// <summary>A format that is asserted: what strings it allows, or what numbers. Each is written from its RFC, over UTF-8 bytes.</summary>
sealed record Format(string Name, StringFormat? Text = null, NumberFormat? Number = null)
{
    static readonly Dictionary<string, Format> Known = new Format[]
    {
        new("date-time", DateTimeFormat.IsDateTime),
        new("date", DateTimeFormat.IsDate),
        new("time", DateTimeFormat.IsTime),
        new("duration", DurationFormat.IsDuration),
        new("email", MailboxFormat.IsEmail),
        new("idn-email", MailboxFormat.IsIdnEmail),
        new("hostname", HostNameFormat.IsHostName),
        new("idn-hostname", HostNameFormat.IsIdnHostName),
        new("ipv4", AddressFormat.IsIpv4),
        new("ipv6", AddressFormat.IsIpv6),
        new("uri", text => UriFormat.IsUri(text, isIri: false)),
        new("uri-reference", text => UriFormat.IsReference(text, isIri: false)),
        new("iri", text => UriFormat.IsUri(text, isIri: true)),
        new("iri-reference", text => UriFormat.IsReference(text, isIri: true)),
        new("uri-template", UriTemplateFormat.IsTemplate),
        new("uuid", TokenFormats.IsUuid),
        new("json-pointer", TokenFormats.IsJsonPointer),
        new("relative-json-pointer", TokenFormats.IsRelativeJsonPointer),
        new("regex", TokenFormats.IsRegex),
        new("byte", TokenFormats.IsBase64),
        new("int32", Number: new(NumberFormats.IsInt32, int.MinValue, int.MaxValue)),
        new("int64", Number: new(NumberFormats.IsInt64, long.MinValue, long.MaxValue)),
        new("float", Number: new(NumberFormats.IsFloat, long.MinValue, long.MaxValue)),
        new("double", Number: new(NumberFormats.IsDouble, long.MinValue, long.MaxValue)),
    }.ToDictionary(format => format.Name);

    /// <summary>The format of that name; none for one that is unknown or a mere annotation (<c>binary</c>, <c>password</c>).</summary>
    public static Format? Find(string name) => Known.GetValueOrDefault(name);
}

/// <summary>Whether a string is of a format.</summary>
delegate bool StringFormat(ReadOnlySpan<byte> utf8);

/// <summary>A format of numbers: a check over the number as written, and the range that holds for integers of up to 18 digits.</summary>
sealed record NumberFormat(NumberCheck Check, long Least, long Most);

/// <summary>Whether a number, as written, is of a format.</summary>
delegate bool NumberCheck(ReadOnlySpan<byte> token);
