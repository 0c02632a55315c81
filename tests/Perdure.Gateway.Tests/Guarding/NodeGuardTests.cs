using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Gateway.Guarding;
using Perdure.Model;
using Perdure.Resilience.Guarding;

namespace Perdure.Gateway.Tests.Guarding;

public sealed class NodeGuardTests
{
    private const double Cpus = 2;
    private const long Gibibyte = 1L << 30;

    private readonly NodeGuard _guard = new(NullLogger.Instance);
    private long _nowUs = 7_000_000;
    private long _cpuUs = 3_000_000;

    [Fact]
    public void Process_that_has_used_up_its_cpus_for_a_second_and_lets_work_wait_turns_requests_away()
    {
        Pass(ms: 1_000, cpu: 0.99);
        Assert.False(_guard.Active);

        Pass(ms: 1_000, cpu: 0.99);
        Assert.True(_guard.Shedding);
        var before = _guard.Shed;
        Assert.False(_guard.Admits(191));
        Assert.Equal(before + 1, _guard.Shed);
    }

    [Fact]
    public void Process_that_uses_all_its_cpus_and_keeps_up_turns_nobody_away()
    {
        Pass(ms: 60_000, cpu: 1, lagMs: 5);

        Assert.False(_guard.Active);
        Assert.Equal(5, _guard.Snapshot().LagMs);
    }

    [Fact]
    public void Lags_are_wanted_only_of_a_process_that_is_busy()
    {
        Pass(ms: 2_000, cpu: 0.6);
        Assert.False(_guard.WantsLags);

        Pass(ms: 400, cpu: 0.8);
        Assert.True(_guard.WantsLags);

        _guard.Follow(new OverloadModel { Cpu = null });
        Pass(ms: 400, cpu: 0.8);
        Assert.False(_guard.WantsLags);
    }

    [Fact]
    public void Machine_that_is_busy_with_others_turns_nobody_away()
    {
        // Others take the CPUs, and this process gets the half of one that is left.
        Pass(ms: 60_000, cpu: 0.25);

        Assert.False(_guard.Active);
    }

    [Fact]
    public void Busy_half_second_turns_nobody_away()
    {
        for (var at = 0; at < 20; at++)
        {
            Pass(ms: 600, cpu: 1);
            Pass(ms: 600, cpu: 0.3);
        }

        Assert.False(_guard.Active);
    }

    [Fact]
    public void Process_that_stood_still_is_measured_anew()
    {
        Pass(ms: 1_000, cpu: 0.1);
        _nowUs += 60_000_000;
        Pass(ms: 800, cpu: 1);

        Assert.False(_guard.Active);
        Assert.Null(_guard.Snapshot().Cpu);
    }

    [Fact]
    public void Everybody_is_admitted_again_soon_after_and_nobody_is_asked_some_time_after_that()
    {
        Pass(ms: 10_000, cpu: 0.99);
        Assert.True(_guard.Shedding);

        Pass(ms: 3_000, cpu: 0.3);
        Assert.False(_guard.Shedding);
        Assert.True(_guard.Active);

        Pass(ms: 11_000, cpu: 0.3);
        Assert.False(_guard.Active);
    }

    [Fact]
    public void Memory_at_its_limit_turns_requests_away()
    {
        Pass(ms: 1_000, cpu: 0.1, memory: 0.95);

        Assert.True(_guard.Shedding);
    }

    [Fact]
    public void Heap_at_the_limit_of_the_runtime_counts_as_memory()
    {
        for (var at = 0; at < 5; at++)
            _guard.Sample(Usage(0.1, 0.2) with { HeapShare = 0.92 }, default, _nowUs += 200_000);

        Assert.True(_guard.Active);
        Assert.Equal(0.92, _guard.Snapshot().Memory);
    }

    [Fact]
    public void What_is_switched_off_is_not_looked_at()
    {
        _guard.Follow(new OverloadModel { Cpu = null, Memory = null });
        Pass(ms: 10_000, cpu: 1, memory: 1);

        Assert.False(_guard.Active);
        Assert.Null(_guard.Snapshot().CpuLimit);
    }

    [Fact]
    public void Critical_requests_are_served_however_long_the_overload_lasts()
    {
        Pass(ms: 120_000, cpu: 1);

        Assert.True(_guard.Admits(0));
        Assert.False(_guard.Admits(64));
    }

    [Fact]
    public void Snapshot_says_what_was_measured()
    {
        Pass(ms: 2_000, cpu: 0.5, memory: 0.25);
        var snapshot = _guard.Snapshot();

        Assert.Equal(0.5, snapshot.Cpu!.Value, 3);
        Assert.Equal(0.25, snapshot.Memory);
        Assert.Equal((Cpus, Gibibyte), (snapshot.Cpus, snapshot.MemoryLimitBytes));
        Assert.Equal((false, 192.0), (snapshot.Shedding, snapshot.Level));
    }

    // Requests of all priorities come in all the time.
    private void Pass(int ms, double cpu, double memory = 0.2, int lagMs = 40)
    {
        for (; ms > 0; ms -= 200)
        {
            for (var priority = 0; _guard.Active && priority < 192; priority++)
                _guard.Admits(priority);
            _cpuUs += (long)(200_000 * cpu * Cpus);
            _guard.Sample(Usage(cpu, memory), new LagTotal(4_000L * lagMs, 4), _nowUs += 200_000);
        }
    }

    private HostUsage Usage(double cpu, double memory)
    {
        Assert.InRange(cpu, 0, 1);
        return new HostUsage { CpuUs = _cpuUs, Cpus = Cpus, MemoryBytes = (long)(memory * Gibibyte), MemoryLimitBytes = Gibibyte };
    }
}
