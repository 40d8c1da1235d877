namespace Wharf.Benchmarks.Contracts;

/// <summary>Files of this folder as they stand in the repository: node finds its packages from there.</summary>
static class SourceFile
{
    public static string Find(string name) => FromRoot("tests", "Benchmarks", "Contracts", name);

    public static string FromRoot(params string[] path) => Path.Combine([Root(), .. path]);

    static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Wharf.slnx"))) return directory.FullName;
        throw new DirectoryNotFoundException("The repository was not found above the program.");
    }
}
