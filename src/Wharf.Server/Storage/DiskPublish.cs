namespace Wharf.Server.Storage;

enum DiskPublishOutcome
{
    Published,
    AlreadyExists,
    ParentMissing,
}

/// <summary>Makes names in one step that tells exactly one of many who race for the same name that it was first.</summary>
static class DiskPublish
{
    const int WindowsFileExists = 80;
    const int WindowsAlreadyExists = 183;

    /// <summary>Under <see cref="PutMode.CreateOnly"/> the old name may stay, as a second one for the same file.</summary>
    public static DiskPublishOutcome Publish(string finished, string path, PutMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return Move(finished, path, mode);
        }
        return (mode == PutMode.CreateOnly ? Posix.Link(finished, path) : Posix.Rename(finished, path)) switch
        {
            0 => DiskPublishOutcome.Published,
            Posix.EntryExists => DiskPublishOutcome.AlreadyExists,
            Posix.NoSuchEntry => DiskPublishOutcome.ParentMissing,
            var error => throw Posix.Failed($"publish '{path}'", error),
        };
    }

    /// <summary>False when something has the name already: whoever makes it, and no other, hears true.</summary>
    public static bool MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Here alone two racing makers may both hear true; the directory is the same.
            var isNew = !Directory.Exists(path);
            Directory.CreateDirectory(path);
            return isNew;
        }
        return Posix.MakeDirectory(path) switch
        {
            0 => true,
            Posix.EntryExists => false,
            var error => throw Posix.Failed($"make the directory '{path}'", error),
        };
    }

    static DiskPublishOutcome Move(string finished, string path, PutMode mode)
    {
        try
        {
            File.Move(finished, path, mode == PutMode.Overwrite);
            return DiskPublishOutcome.Published;
        }
        catch (DirectoryNotFoundException)
        {
            return DiskPublishOutcome.ParentMissing;
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is WindowsFileExists or WindowsAlreadyExists && mode == PutMode.CreateOnly)
        {
            return DiskPublishOutcome.AlreadyExists;
        }
    }
}
