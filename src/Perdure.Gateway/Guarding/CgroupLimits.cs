using System.Globalization;

namespace Perdure.Gateway.Guarding;

/// <summary>
/// The limits of this process's cgroup and those around it, the lowest of them: version 2 (<c>cpu.max</c>, <c>memory.max</c>) and version 1
/// (<c>cpu.cfs_quota_us</c>, <c>memory.limit_in_bytes</c>), see cgroups(7). Inside a container the path of the cgroup may not be there, but the
/// root that is seen is then the container's own. What cannot be read sets no limit. Pure but for <paramref name="read"/>.
/// </summary>
/// <param name="read">The text of a file, or null when it cannot be read.</param>
internal sealed class CgroupLimits(Func<string, string?> read)
{
    private const string Root = "/sys/fs/cgroup";
    private const int DepthMax = 32;

    // Version 1 writes a limit that is none as the largest number of whole pages.
    private const long Unlimited = 1L << 60;

    /// <summary>CPUs, as a fraction of time; null without a quota.</summary>
    public double? Cpus() => Lowest("cpu", folder => Ratio(read($"{folder}/cpu.max")), folder => Quota(folder));

    /// <summary>Bytes; null without a limit.</summary>
    public double? MemoryBytes() => Lowest(
        "memory", folder => Number(read($"{folder}/memory.max")), folder => Number(read($"{folder}/memory.limit_in_bytes")));

    private double? Lowest(string controller, Func<string, double?> second, Func<string, double?> first)
    {
        double? lowest = null;
        foreach (var line in (read("/proc/self/cgroup") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            var isSecond = controllers.Length == 0;
            if (!isSecond && !controllers.Split(',').Contains(controller))
                continue;
            // The controllers of one hierarchy are in one folder, to which each of them has a link.
            foreach (var folder in Upwards(isSecond ? Root : $"{Root}/{controller}", path))
            {
                if ((isSecond ? second(folder) : first(folder)) is { } limit && !(limit >= lowest))
                    lowest = limit;
            }
        }

        return lowest;
    }

    private static IEnumerable<string> Upwards(string root, string path)
    {
        var left = path.TrimEnd('/');
        for (var depth = 0; left.Length > 0 && depth < DepthMax; depth++)
        {
            yield return root + left;
            left = left[..Math.Max(0, left.LastIndexOf('/'))];
        }

        yield return root;
    }

    private static double? Ratio(string? text) =>
        text?.Split(' ') is [var quota, var period] && Number(quota) is { } us && Number(period) is { } ofUs ? us / ofUs : null;

    private double? Quota(string folder) =>
        Number(read($"{folder}/cpu.cfs_quota_us")) is { } us && Number(read($"{folder}/cpu.cfs_period_us")) is { } ofUs ? us / ofUs : null;

    // "max" and -1 stand for no limit.
    private static double? Number(string? text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < Unlimited ? number : null;
}
