using Perdure.Gateway.Guarding;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Tests.Support;
using Perdure.Resilience.Guarding;

namespace Perdure.Gateway.Tests.Guarding;

public sealed class DispatchProbeTests
{
    [Fact]
    public async Task Bytes_come_through_again_and_again_and_none_of_them_takes_no_time()
    {
        using var probe = new DispatchProbe(new MonotonicClock(TimeProvider.System), TimeProvider.System) { Enabled = true };
        var lags = default(LagTotal);

        // More than there are connections: each of them is used again.
        await Eventually.Async(() => (lags = lags.Plus(probe.Take())).Count > 9, "ten bytes have come through");

        Assert.InRange(lags.MeanUs!.Value, 0.001, 10_000_000);
    }

    [Fact]
    public void Byte_that_nobody_reads_counts_with_its_age_and_with_its_lag_when_it_is_read()
    {
        using var time = new SteppedTime();
        using var probe = new DispatchProbe(new MonotonicClock(time), time) { Enabled = true };
        time.HoldOthers();
        time.Step(50);
        time.Step(40);
        Assert.Equal(0, probe.Take().Count);

        // The first two are late by now; where there is one processor, there is one connection only.
        time.Step(60);
        var late = probe.Take();
        Assert.InRange(late.Count, 1, 2);
        Assert.Equal(100_000 + ((late.Count - 1) * 60_000), late.SumUs);

        probe.Enabled = false;
        time.Release();
        // Nothing is left under way, and what was read counts once more.
        var read = default(LagTotal);
        var all = SpinWait.SpinUntil(() => (read = read.Plus(probe.Take())).Count > 0 && probe.Take().Count == 0, TimeSpan.FromSeconds(60));
        Assert.True(all);
        Assert.True(read.MeanUs > 0);
    }

    [Fact]
    public void Probe_that_is_not_enabled_sends_nothing()
    {
        using var time = new SteppedTime();
        using var probe = new DispatchProbe(new MonotonicClock(time), time);
        time.HoldOthers();

        time.Step(50);
        time.Step(500);

        Assert.Equal(0, probe.Take().Count);
    }
}
