namespace Wharf.Server.Tests.WebConsole;

/// <summary>The contracts that the server carries.</summary>
static class ContractFiles
{
    public static string[] Names { get; } = typeof(Program).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("contracts/", StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name)).Order().ToArray();
}
