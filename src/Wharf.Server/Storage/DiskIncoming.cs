namespace Wharf.Server.Storage;

/// <summary>
/// Where one writer keeps what it has not published yet: a directory of its own, with a file that it holds locked for as long as it
/// lives. What dies, however it dies, loses the lock; so a sweep tells the leftovers of the dead from the work of the living exactly,
/// without guessing by age, and several servers may share a root. Inside the root, so that publishing is a rename.
/// </summary>
sealed class DiskIncoming : IDisposable
{
    const string Folder = ".incoming";
    const string LockName = "lock";

    readonly string root;
    readonly string directory;
    readonly FileStream held;

    DiskIncoming(string root, string directory, FileStream held) => (this.root, this.directory, this.held) = (root, directory, held);

    public static DiskIncoming Open(string root)
    {
        // A sweep may look at the new directory before it is locked, and remove it. Then the next name is tried.
        for (var attempts = 5; attempts > 0; attempts--)
        {
            var directory = Path.Combine(root, Folder, Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(directory);
            if (TryLock(directory) is { } held)
            {
                return new(root, directory, held);
            }
        }
        throw new StorageException($"Could not lock a directory below '{Path.Combine(root, Folder)}'.");
    }

    public string NewPath() => Path.Combine(directory, Guid.NewGuid().ToString("N"));

    /// <summary>Removes what writers left that are no more.</summary>
    /// <returns>How many unfinished objects that were.</returns>
    public int Sweep() => Directory.EnumerateDirectories(Path.Combine(root, Folder)).Where(other => other != directory).Sum(Remove);

    public void Dispose()
    {
        held.Dispose();
        Remove(directory);
    }

    static int Remove(string abandoned)
    {
        using var held = TryLock(abandoned);
        if (held is null)
        {
            return 0;
        }
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(abandoned).Where(file => Path.GetFileName(file) != LockName))
        {
            File.Delete(file);
            removed++;
        }
        held.Dispose();
        try
        {
            Directory.Delete(abandoned);
        }
        catch (IOException)
        {
            // Another sweep has locked it in the meantime, and removes it.
        }
        return removed;
    }

    // Null when it is another's. The file goes with its handle, while still locked: one who had opened it before and gets the lock
    // only then holds a file without a name, and must not believe it.
    static FileStream? TryLock(string directory)
    {
        var path = Path.Combine(directory, LockName);
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            if (File.Exists(path))
            {
                return held;
            }
            held.Dispose();
            return null;
        }
        catch (IOException)
        {
            // Locked by its living owner, or removed by another sweep.
            return null;
        }
    }
}
