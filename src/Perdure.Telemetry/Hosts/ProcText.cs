using System.Collections.Immutable;
using System.Globalization;

namespace Perdure.Telemetry.Hosts;

/// <summary>What Linux says in <c>/proc</c> (proc(5)), understood. Pure; what can't be understood is null or left out.</summary>
internal static class ProcText
{
    // In clock ticks, which are hundredths of a second on every Linux (USER_HZ).
    private const double TicksPerSecond = 100;

    private static readonly string[] s_modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"];

    /// <summary>The CPU times of all processors together, from <c>/proc/stat</c>.</summary>
    public static ImmutableArray<(string Mode, double Seconds)> CpuTimes(string? stat)
    {
        var line = (stat ?? "").Split('\n').FirstOrDefault(line => line.StartsWith("cpu ", StringComparison.Ordinal));
        var parts = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return [.. s_modes.Zip(parts.Skip(1), (mode, ticks) => (mode, Number(ticks) / TicksPerSecond)).Where(time => time.Item2 is not null).Select(time => (time.mode, time.Item2!.Value))];
    }

    /// <summary>The memory of the machine, from <c>/proc/meminfo</c>.</summary>
    public static MemorySample? Memory(string? meminfo) =>
        Kilobytes(meminfo, "MemTotal:") is { } total && Kilobytes(meminfo, "MemAvailable:") is { } available && Kilobytes(meminfo, "MemFree:") is { } free
            ? new MemorySample(total * 1024, available * 1024, free * 1024)
            : null;

    /// <summary>The load of the last minute, from <c>/proc/loadavg</c>.</summary>
    public static double? Load(string? loadavg) =>
        double.TryParse((loadavg ?? "").Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var load) ? load : null;

    /// <summary>How many files the process may have open, from <c>/proc/self/limits</c>; null also when there is no limit.</summary>
    public static long? OpenFilesMax(string? limits)
    {
        const string Head = "Max open files";
        var line = (limits ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(Head, StringComparison.Ordinal));
        return line is null ? null : Number(line[Head.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());
    }

    private static long? Kilobytes(string? meminfo, string name)
    {
        var line = (meminfo ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? null : Number(line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
