using System.Globalization;

namespace Perdure.Gauntlet.Hosts;

/// <summary>How many files this process may open.</summary>
public static class FileLimit
{
    /// <summary>The soft limit in force, from proc(5).</summary>
    public static long Soft()
    {
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? long.MaxValue : long.Parse(soft, CultureInfo.InvariantCulture);
    }
}
