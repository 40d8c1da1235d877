namespace Wharf.TestHost;

/// <summary>The folder of the repository that the tests were built in.</summary>
public static class RepositoryRoot
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Wharf.slnx"))) return at.FullName;
        throw new DirectoryNotFoundException($"No folder above {folder} has Wharf.slnx.");
    }
}
