using System.Globalization;

namespace Perdure.Gateway.Guarding;

/// <summary>
/// What this process uses, from the system: CPU time by getrusage(2); memory from <c>/proc/self/statm</c> (resident, less what is shared with
/// files); limits from its cgroup and <c>/proc/meminfo</c>, looked at again every ten seconds or so, because they can be changed. For one caller at
/// a time.
/// </summary>
public sealed class ProcessUsage : IHostUsage
{
    private const int LimitsEvery = 40;

    private int _reads;
    private double _cpus = 1;
    private long _memoryLimitBytes = long.MaxValue;

    /// <inheritdoc/>
    public HostUsage Read()
    {
        var collections = GC.GetGCMemoryInfo();
        if (_reads++ % LimitsEvery == 0)
            ReadLimits(collections.TotalAvailableMemoryBytes);
        return new HostUsage
        {
            CpuUs = (long)Environment.CpuUsage.TotalTime.TotalMicroseconds,
            Cpus = _cpus,
            MemoryBytes = OwnBytes(Text("/proc/self/statm"), Environment.SystemPageSize) ?? Environment.WorkingSet,
            MemoryLimitBytes = _memoryLimitBytes,
            HeapShare = (double)collections.HeapSizeBytes / Math.Max(1, collections.TotalAvailableMemoryBytes),
        };
    }

    /// <summary>The bytes that <c>statm</c> says are this process's own; null when it says nothing.</summary>
    internal static long? OwnBytes(string? statm, long pageBytes) =>
        statm?.Split(' ') is [_, var resident, var shared, ..] && Number(resident) is { } pages && Number(shared) is { } sharedPages
            ? Math.Max(0, pages - sharedPages) * pageBytes
            : null;

    /// <summary>The bytes of memory that the machine has, from <c>meminfo</c>; null when it does not say.</summary>
    internal static long? MachineBytes(string? meminfo)
    {
        foreach (var line in (meminfo ?? "").Split('\n'))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
                return Number(line["MemTotal:".Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;
        }

        return null;
    }

    private void ReadLimits(long runtimeBytes)
    {
        var cgroup = new CgroupLimits(Text);
        // The runtime rounds a quota up to whole processors; it knows those that the process is pinned to.
        _cpus = Math.Max(0.01, Math.Min(Environment.ProcessorCount, cgroup.Cpus() ?? double.MaxValue));
        var machineBytes = MachineBytes(Text("/proc/meminfo")) ?? Math.Max(1, runtimeBytes);
        _memoryLimitBytes = (long)Math.Min(machineBytes, cgroup.MemoryBytes() ?? double.MaxValue);
    }

    private static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
