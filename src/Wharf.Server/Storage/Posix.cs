using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Wharf.Server.Storage;

/// <summary>
/// The few calls that .NET does not offer. `File.Move(overwrite: false)` looks first and renames then, so two racing movers both
/// win; across file systems it copies, which is not atomic. `Directory.CreateDirectory` does not tell who made it. A directory cannot
/// be opened by .NET at all, yet a new name in it survives a power cut only after its fsync. On Windows the system's own move is
/// exact and directories need no flush.
/// </summary>
static class Posix
{
    public const int NoSuchEntry = 2;
    public const int EntryExists = 17;

    /// <summary>Zero, or the error's number.</summary>
    public static int Link(string existing, string name) => NativeLink(existing, name) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Zero, or the error's number.</summary>
    public static int Rename(string from, string to) => NativeRename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Zero, or the error's number.</summary>
    public static int MakeDirectory(string path) =>
        NativeMakeDirectory(path, Convert.ToUInt32("777", 8)) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes the names in a directory durable. One that is gone needs nothing.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        // O_RDONLY | O_CLOEXEC, whose value the systems disagree on.
        var descriptor = NativeOpen(path, OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != NoSuchEntry)
            {
                throw Failed($"open the directory '{path}'", error);
            }
            return;
        }
        try
        {
            if (NativeFlush(descriptor) != 0)
            {
                throw Failed($"flush the directory '{path}'", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    public static IOException Failed(string what, int error) => new($"Could not {what}: {new Win32Exception(error).Message}");

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeLink([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeRename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeMakeDirectory([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeFlush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int NativeClose(int descriptor);
}
