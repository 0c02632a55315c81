using Perdure.Resilience.Hedging;
using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Tests.Hedging;

/// <summary>What hedging promises, over several seeds: the tail stays short, the extra load small.</summary>
public sealed class HedgeSimulationTests
{
    private const int Seeds = 6;

    [Theory]
    [InlineData("slow", 350)]
    [InlineData("paused", 350)]
    [InlineData("slow", 200)]
    [InlineData("paused", 100)]
    public void Tail_with_one_bad_instance_is_p95_plus_p50_at_five_percent_more_requests(string fault, double perSecond)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new HedgeSimulation(seed, perSecond, new HedgeOptions());
            run.RunUntil(5);
            for (var at = 5; at < 35; at += 10)
            {
                if (fault == "slow") run[0].Slow = 20;
                else run.Pause(0, 1);
                run.RunUntil(at + 10);
            }
            var (p50, p95, p999) = (run.Latency.Percentile(0.5), run.Latency.Percentile(0.95), run.Latency.Percentile(0.999));
            Assert.True(p999 <= p95 + p50 + 10_000, $"{fault}, seed {seed}: p99.9 {p999}, p95 {p95}, p50 {p50} µs");
            Assert.True(run.Hedges <= 0.05 * run.Requests, $"{fault}, seed {seed}: {run.Hedges} of {run.Requests}");
            Assert.Equal(0, run.SameZone);
        }
    }

    [Fact]
    public void Cold_start_does_not_make_requests_wait_for_long_afterwards()
    {
        var latency = new LatencyHistogram();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new HedgeSimulation(seed, 350, new HedgeOptions());
            for (var host = 0; host < 10; host++) run[host].Slow = 4;
            run.RunUntil(0.5);
            for (var host = 0; host < 10; host++) run[host].Slow = 1;
            run.RunUntil(5);
            run.Forget();
            run[0].Slow = 20;
            run.RunUntil(10);
            latency.Add(run.Latency);
            Assert.True(run.Hedges <= 0.05 * 10 * 350, $"seed {seed}: {run.Hedges}");
        }
        var (p50, p95, p999) = (latency.Percentile(0.5), latency.Percentile(0.95), latency.Percentile(0.999));
        Assert.True(p999 <= p95 + p50 + 10_000, $"p99.9 {p999}, p95 {p95}, p50 {p50} µs");
    }

    [Fact]
    public void A_slow_instance_that_is_always_outrun_still_loses_its_traffic_and_gets_it_back()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new HedgeSimulation(seed, 350, new HedgeOptions());
            run.RunUntil(5);
            run[0].Slow = 20;
            run.RunUntil(6);
            run[0].Served = 0;
            run.Forget();
            run.RunUntil(20);
            Assert.True(run[0].Served < 0.01 * run.Requests, $"seed {seed}: {run[0].Served} of {run.Requests} went to the slow one");
            run[0].Slow = 1;
            run.RunUntil(90);
            run[0].Served = 0;
            run.Forget();
            run.RunUntil(100);
            Assert.True(run[0].Served > 0.06 * run.Requests, $"seed {seed}: {run[0].Served} of {run.Requests} go to the one that is well again");
        }
    }

    [Fact]
    public void While_all_are_slow_the_extra_load_stays_within_the_budget()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new HedgeSimulation(seed, 300, new HedgeOptions());
            run.RunUntil(5);
            for (var host = 0; host < 10; host++) run[host].Slow = 2.5;
            run.Forget();
            run.RunUntil(25);
            Assert.True(run.Hedges <= (0.05 * run.Requests) + 80, $"seed {seed}: {run.Hedges} of {run.Requests}");
            run.Saturated = true;
            run.Forget();
            run.RunUntil(30);
            Assert.Equal(0, run.Hedges);
        }
    }

    [Fact]
    public void When_all_is_well_part_of_the_budget_is_left_for_trouble()
    {
        var run = new HedgeSimulation(7, 350, new HedgeOptions());
        run.RunUntil(20);
        run.Forget();
        run.RunUntil(40);
        Assert.InRange(run.Hedges, 1, 0.045 * run.Requests);
    }
}
