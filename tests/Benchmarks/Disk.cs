using System.Diagnostics;

namespace Wharf.Benchmarks;

/// <summary>The disk, which all contenders share.</summary>
static class Disk
{
    /// <summary>
    /// Writes out what earlier contenders left in the page cache. Without it a flush pays for their bytes too, and whoever comes after a gigabyte of
    /// somebody's work looks slow.
    /// </summary>
    public static async Task Calm()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var sync = Process.Start("sync");
        await sync.WaitForExitAsync();
    }
}
