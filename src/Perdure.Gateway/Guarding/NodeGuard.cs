using System.Globalization;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Resilience.Tiers;

namespace Perdure.Gateway.Guarding;

/// <summary>
/// Guards the node itself: when this process uses up its own CPU or memory, the least important requests are turned away before anything is done
/// for them. What other processes use does not count, so a machine that is merely busy turns nobody away. Outlives reloads.
/// </summary>
/// <remarks>
/// Five times a second the process's use is measured against its allowance (<see cref="HostUsage"/>). There is overload when its memory is at the
/// limit, or its CPU has been for a second; once requests are turned away, the last fifth of a second decides. From there on
/// <see cref="PriorityThreshold"/> says who is admitted. <see cref="Active"/> and <see cref="Admits"/> are thread-safe, <see cref="Sample"/> is for
/// one caller at a time.
/// </remarks>
public sealed class NodeGuard
{
    /// <summary>How often to sample, in ms.</summary>
    internal const int SampleEveryMs = 200;

    // Less than the time between samples, so that each sample moves it; idle again after ten seconds of calm.
    private readonly PriorityThreshold _threshold = new(new PriorityThresholdOptions { IntervalMs = SampleEveryMs / 2, IdleAfter = 50 });
    private readonly CpuWindow _cpu = new();
    private readonly ILogger _log;
    private volatile OverloadModel _model = new();
    private volatile Measures? _last;
    private long _shed;
    private bool _told;

    internal NodeGuard(ILogger log) => _log = log;

    /// <summary>Whether requests have to be asked for their priority. One volatile read.</summary>
    internal bool Active => _threshold.Active;

    /// <summary>Whether requests of the least importance at least are being turned away.</summary>
    public bool Shedding => _threshold.Level < PriorityThreshold.Priorities;

    /// <summary>Requests that were turned away since the node started.</summary>
    public long Shed => Interlocked.Read(ref _shed);

    /// <summary>From here on these limits are in force.</summary>
    internal void Follow(OverloadModel model) => _model = model;

    /// <summary>Whether a request is admitted; to be asked only while <see cref="Active"/>.</summary>
    internal bool Admits(int priority)
    {
        if (_threshold.Admits(priority))
            return true;
        Interlocked.Increment(ref _shed);
        return false;
    }

    /// <summary>Takes in what the process uses now.</summary>
    internal void Sample(in HostUsage usage, long nowUs)
    {
        var model = _model;
        _cpu.Add(nowUs, usage.CpuUs, usage.Cpus);
        var measures = new Measures(_cpu.OverSecond, usage.MemoryShare, usage.Cpus, usage.MemoryLimitBytes);
        _last = measures;
        var tooBusy = (Shedding ? _cpu.Latest : measures.Cpu) >= model.Cpu;
        var tooLarge = measures.Memory >= model.Memory;
        _threshold.Report(tooBusy || tooLarge, nowUs / 1_000);
        if (Shedding && !_told)
        {
            _told = true;
            GatewayLog.NodeOverloaded(_log, tooLarge ? Describe("memory", measures.Memory, model.Memory) : Describe("CPU", _cpu.Latest, model.Cpu));
        }
        else if (!Active && _told)
        {
            _told = false;
            GatewayLog.NodeRelieved(_log, Shed);
        }
    }

    /// <summary>How it stands.</summary>
    public GuardSnapshot Snapshot()
    {
        var (model, last) = (_model, _last);
        return new GuardSnapshot
        {
            Cpu = last?.Cpu,
            Memory = last?.Memory,
            CpuLimit = model.Cpu,
            MemoryLimit = model.Memory,
            Cpus = last?.Cpus ?? 0,
            MemoryLimitBytes = last?.MemoryLimitBytes ?? 0,
            Shedding = Shedding,
            Level = _threshold.Level,
            Shed = Shed,
        };
    }

    private static string Describe(string what, double? share, double? limit) =>
        string.Create(CultureInfo.InvariantCulture, $"this process uses {share:P0} of its {what} (overload.{(what == "CPU" ? "cpu" : what)}: {limit:P0})");

    private sealed record Measures(double? Cpu, double Memory, double Cpus, long MemoryLimitBytes);
}
