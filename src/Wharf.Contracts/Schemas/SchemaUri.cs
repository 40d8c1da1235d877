namespace Wharf.Contracts.Schemas;

/// <summary>URI references between schemas.</summary>
static class SchemaUri
{
    public static Uri? Resolve(Uri baseUri, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var path = hash < 0 ? reference : reference[..hash];
        // A bare fragment stays within the resource, whatever its scheme (Uri cannot resolve against a urn).
        if (path.Length == 0)
            return baseUri;
        return Uri.TryCreate(baseUri, path, out var absolute) || Uri.TryCreate(path, UriKind.Absolute, out absolute) ? absolute : null;
    }

    public static string Fragment(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
    }

    /// <summary>What resources are filed under: the absolute URI without its fragment.</summary>
    public static string Key(Uri uri)
    {
        var text = uri.AbsoluteUri;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? text : text[..hash];
    }
}
