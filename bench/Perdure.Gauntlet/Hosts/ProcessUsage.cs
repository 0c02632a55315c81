using System.Globalization;

namespace Perdure.Gauntlet.Hosts;

/// <summary>What a process and all its descendants have used, read from proc(5).</summary>
/// <param name="CpuMs">User and system time in ms since their start, of those that still live.</param>
/// <param name="ResidentKiB">Memory held now, in KiB.</param>
/// <param name="PeakKiB">Sum of each one's peak, in KiB.</param>
/// <param name="Handles">Open file descriptors.</param>
public readonly record struct ProcessUsage(double CpuMs, long ResidentKiB, long PeakKiB, int Handles)
{
    /// <summary>Clock ticks per second in /proc/PID/stat; fixed in the kernel's interface to programs.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Reads the usage of <paramref name="pid"/> and its descendants; all zero when it is gone.</summary>
    public static ProcessUsage OfTree(int pid)
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && StatFields(id) is { } fields)
                parents[id] = int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        var sum = default(ProcessUsage);
        foreach (var id in parents.Keys)
        {
            if (IsUnder(id, pid, parents)) sum += OfOne(id);
        }
        return sum;
    }

    /// <summary>Adds two usages.</summary>
    public static ProcessUsage operator +(ProcessUsage a, ProcessUsage b) =>
        new(a.CpuMs + b.CpuMs, a.ResidentKiB + b.ResidentKiB, a.PeakKiB + b.PeakKiB, a.Handles + b.Handles);

    private static bool IsUnder(int id, int root, Dictionary<int, int> parents)
    {
        for (var depth = 0; depth < 32; depth++)
        {
            if (id == root) return true;
            if (!parents.TryGetValue(id, out id)) return false;
        }
        return false;
    }

    private static ProcessUsage OfOne(int pid)
    {
        if (StatFields(pid) is not { } fields) return default;
        try
        {
            var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
            var status = File.ReadAllLines($"/proc/{pid}/status");
            var handles = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
            return new ProcessUsage(ticks * 1000 / TicksPerSecond, KiB(status, "VmRSS:"), KiB(status, "VmHWM:"), handles);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The fields of /proc/PID/stat after the name: 0 is the state, 1 the parent, 11 and 12 the times.</summary>
    private static string[]? StatFields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name is in parentheses and may itself hold blanks and parentheses.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long KiB(string[] status, string key)
    {
        var line = Array.Find(status, l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
