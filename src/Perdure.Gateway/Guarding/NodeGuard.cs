using System.Globalization;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Resilience.Guarding;
using Perdure.Resilience.Tiers;

namespace Perdure.Gateway.Guarding;

/// <summary>
/// Guards the node itself: when this process uses up its own memory, or its own CPU while work waits inside it, the least important requests are
/// turned away before anything is done for them. What other processes use does not count, so a machine that is merely busy turns nobody away; nor
/// does a gateway that is busy itself and keeps up. Outlives reloads.
/// </summary>
/// <remarks>
/// Five times a second the process's use is measured against its allowance (<see cref="HostUsage"/>). There is overload when its memory is at the
/// limit, or by <see cref="CpuOverload"/>. From there on <see cref="PriorityThreshold"/> says who is admitted. <see cref="Active"/> and <see cref="Admits"/> are thread-safe, <see cref="Sample"/> is for
/// one caller at a time.
/// </remarks>
public sealed class NodeGuard
{
    /// <summary>How often to sample, in ms.</summary>
    internal const int SampleEveryMs = 200;

    // Less than the time between samples, so that each sample moves it; idle again after ten seconds of calm.
    private readonly PriorityThreshold _threshold = new(new PriorityThresholdOptions { IntervalMs = SampleEveryMs / 2, IdleAfter = 50 });
    private readonly CpuOverload _cpu = new();
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

    /// <summary>Whether the next sample should come with lags: they may matter soon.</summary>
    internal bool WantsLags { get; private set; }

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

    /// <summary>Takes in what the process uses now, and how long work waited since the last time.</summary>
    internal void Sample(in HostUsage usage, in LagTotal lags, long nowUs)
    {
        var model = _model;
        _cpu.Add(new CpuSample { AtUs = nowUs, CpuUs = usage.CpuUs, Cpus = usage.Cpus, Lags = lags });
        WantsLags = _cpu.WantsLags(model.Cpu);
        var measures = new Measures(_cpu.Cpu, _cpu.LagUs / 1_000, usage.MemoryShare, usage.Cpus, usage.MemoryLimitBytes);
        _last = measures;
        var tooBusy = _cpu.Judge(model.Cpu, Shedding);
        var tooLarge = measures.Memory >= model.Memory;
        _threshold.Report(tooBusy || tooLarge, nowUs / 1_000);
        if (Shedding && !_told)
        {
            _told = true;
            GatewayLog.NodeOverloaded(_log, tooLarge ? OfMemory(measures.Memory, model.Memory) : OfCpu(model.Cpu));
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
            LagMs = last?.LagMs,
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

    private static string OfMemory(double share, double? limit) =>
        string.Create(CultureInfo.InvariantCulture, $"this process uses {share:P0} of its memory (overload.memory: {limit:P0})");

    private string OfCpu(double? limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"this process uses {_cpu.LatestCpu:P0} of its CPU (overload.cpu: {limit:P0}), and work waits in it for {_cpu.LatestLagUs / 1_000:0} ms");

    private sealed record Measures(double? Cpu, double? LagMs, double Memory, double Cpus, long MemoryLimitBytes);
}
