namespace Wharf.Server.Database;

/// <summary>
/// A lock between processes that the operating system releases when its holder dies, by whatever death.
/// The file stays behind, unlocked and empty: deleting it would let two holders lock two different files of one name.
/// </summary>
sealed class FileLock : IDisposable
{
    // What a conflicting lock reads as: EAGAIN on Linux, EAGAIN on macOS, a sharing violation on Windows.
    const int LinuxWouldBlock = 11;
    const int MacWouldBlock = 35;
    const int WindowsSharingViolation = unchecked((int)0x80070020);

    static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    readonly FileStream stream;

    FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock for one holder alone, or answers null when somebody holds it.</summary>
    public static FileLock? TryTake(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Takes the lock together with other sharers, or answers null when somebody holds it alone.</summary>
    public static FileLock? TryShare(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    public void Dispose() => stream.Dispose();

    static FileLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileLock(new FileStream(path, options));
        }
        catch (IOException e) when (e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            return null;
        }
    }
}
