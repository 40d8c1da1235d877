using Wharf.Contracts.Documents;

namespace Wharf.Contracts.Requests;

/// <summary>
/// Takes one raw value apart as its style says, decoding each piece after the split: a delimiter that belongs to a value is percent-encoded
/// and must not split it. Null when a piece's encoding is broken.
/// </summary>
static class StyleReader
{
    /// <summary>Reads the raw value of a path parameter, a header, a cookie, or one occurrence of a query parameter.</summary>
    /// <param name="raw">The value as it was sent.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="decode">Decodes a piece; null when it cannot.</param>
    public static ParameterValue? Read(string raw, ContractParameter parameter, Func<string, string?> decode)
    {
        var text = parameter.Style switch
        {
            ParameterStyle.Label => raw.StartsWith('.') ? raw[1..] : null,
            ParameterStyle.Matrix => Matrix(raw, parameter),
            _ => raw,
        };
        if (text is null) return null;
        var (shape, style) = (parameter.Shape, parameter.Style);
        if (style == ParameterStyle.Json || !(shape.IsArray || shape.IsObject)) return decode(text) is { } whole ? new ParameterValue(whole) : null;
        var pieces = text.Length == 0 ? [] : Split(text, parameter);
        if (shape.IsArray) return Decoded(pieces, decode) is { } items ? new ParameterValue(null, items) : null;
        return Members(pieces, parameter.Explode, decode) is { } members ? new ParameterValue(null, null, members) : null;
    }

    // `;color=blue` is `blue`; exploded arrays and objects keep their names for Split and Members: `;color=a;color=b` is `a;b`, `;R=1;G=2` is `R=1;G=2`.
    static string? Matrix(string raw, ContractParameter parameter)
    {
        if (!raw.StartsWith(';')) return null;
        var text = raw[1..];
        if (parameter.Explode && parameter.Shape.IsObject) return text;
        var pieces = text.Split(';');
        for (var i = 0; i < pieces.Length; i++)
        {
            if (pieces[i] == parameter.Name) pieces[i] = "";
            else if (pieces[i].StartsWith(parameter.Name + "=", StringComparison.Ordinal)) pieces[i] = pieces[i][(parameter.Name.Length + 1)..];
            else return null;
        }
        return pieces.Length > 1 && !(parameter.Explode && parameter.Shape.IsArray) ? null : string.Join(';', pieces);
    }

    static string[] Split(string text, ContractParameter parameter) => parameter.Style switch
    {
        ParameterStyle.Label when parameter.Explode => text.Split('.'),
        ParameterStyle.Matrix when parameter.Explode => text.Split(';'),
        ParameterStyle.SpaceDelimited => text.Replace("%20", " ", StringComparison.Ordinal).Replace('+', ' ').Split(' '),
        ParameterStyle.PipeDelimited => text.Replace("%7C", "|", StringComparison.OrdinalIgnoreCase).Split('|'),
        _ when parameter.Location == ParameterLocation.Header => text.Split(',', StringSplitOptions.TrimEntries),
        _ => text.Split(','),
    };

    static List<string>? Decoded(string[] pieces, Func<string, string?> decode)
    {
        var items = new List<string>(pieces.Length);
        foreach (var piece in pieces)
        {
            if (decode(piece) is not { } item) return null;
            items.Add(item);
        }
        return items;
    }

    // Exploded members are `R=100`; otherwise names and values take turns.
    static List<KeyValuePair<string, string>>? Members(string[] pieces, bool explode, Func<string, string?> decode)
    {
        var members = new List<KeyValuePair<string, string>>();
        if (!explode && pieces.Length % 2 != 0) return null;
        for (var i = 0; i < pieces.Length; i += explode ? 1 : 2)
        {
            var equals = explode ? pieces[i].IndexOf('=', StringComparison.Ordinal) : 0;
            if (equals < 0) return null;
            var (name, value) = explode ? (pieces[i][..equals], pieces[i][(equals + 1)..]) : (pieces[i], pieces[i + 1]);
            if (decode(name) is not { } key || decode(value) is not { } text) return null;
            members.Add(new(key, text));
        }
        return members;
    }
}
