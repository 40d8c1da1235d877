using System.Globalization;

namespace Wharf.Server.Tests.Storage;

/// <summary>A fact that needs a small file system of its own, and is skipped where this process may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    const int SysAdmin = 21;

    public MountFactAttribute()
    {
        if (!MayMount())
        {
            Skip = "Needs Linux and the right to mount.";
        }
    }

    static bool MayMount()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        var effective = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return (ulong.Parse(effective["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> SysAdmin & 1) == 1;
    }
}
