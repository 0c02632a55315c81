using Perdure.Resilience.CircuitBreaking;

namespace Perdure.Resilience.Tests.CircuitBreaking;

public sealed class CircuitBreakerTests
{
    private static readonly CircuitBreakerOptions Options = new() { SlowCallMs = 100 };
    private readonly List<BreakerTransition> _seen = [];
    private readonly CircuitBreaker _breaker;
    private long _nowMs = 50_000;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(Options, _nowMs, 7, _seen.Add);

    [Fact]
    public void Breaker_below_minimum_requests_stays_closed()
    {
        Calls(9, BreakerOutcome.Good);
        Calls(10, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Breaker_at_failure_ratio_opens_and_says_why()
    {
        Calls(10, BreakerOutcome.Good);
        Calls(10, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.Contains("of 20 calls failed", _breaker.Why, StringComparison.Ordinal);
        Assert.False(_breaker.TryAcquire(_nowMs, out _));
    }

    [Fact]
    public void Breaker_with_slow_calls_opens_although_they_succeed()
    {
        Calls(20, BreakerOutcome.Good, durationMs: 100);
        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.Contains("took 100 ms or more", _breaker.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Breaker_after_long_good_past_opens_on_a_run_of_failures()
    {
        Calls(5_000, BreakerOutcome.Good);
        Calls(20, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void Window_forgets_failures_older_than_itself()
    {
        Calls(19, BreakerOutcome.Failed);
        _nowMs += 10_001;
        Calls(19, BreakerOutcome.Good);
        Calls(18, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Stale_results_from_before_the_opening_change_nothing()
    {
        Assert.True(_breaker.TryAcquire(_nowMs, out var stale));
        Open();
        HalfOpen();
        foreach (var outcome in new[] { BreakerOutcome.Good, BreakerOutcome.Failed, BreakerOutcome.Good })
            _breaker.Report(stale, outcome, 1, _nowMs);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.Equal(Options.Probes, Probes().Count);
    }

    [Fact]
    public void Half_open_gives_only_as_many_probes_as_decide()
    {
        Open();
        HalfOpen();
        var probes = Probes();
        Assert.Equal(3, probes.Count);
        Assert.All(probes, p => Assert.True(p.IsProbe));
    }

    [Fact]
    public void Probes_answered_well_close()
    {
        Open();
        HalfOpen();
        var probes = Probes();
        _breaker.Report(probes[0], BreakerOutcome.Good, 1, _nowMs);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        _breaker.Report(probes[1], BreakerOutcome.Failed, 1, _nowMs);
        _breaker.Report(probes[2], BreakerOutcome.Good, 1, _nowMs);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Abandoned_probe_returns_its_place_and_counts_as_nothing()
    {
        Open();
        HalfOpen();
        foreach (var probe in Probes()) _breaker.Report(probe, BreakerOutcome.Abandoned, 1, _nowMs);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.Equal(3, Probes().Count);
    }

    [Fact]
    public void Hung_probes_fail_at_their_deadline_and_never_block()
    {
        Open();
        HalfOpen();
        var hung = Probes();
        _nowMs += Options.ProbeTimeoutMs;
        _breaker.Advance(_nowMs);
        Assert.Equal(BreakerState.Open, _breaker.State);
        foreach (var probe in hung) _breaker.Report(probe, BreakerOutcome.Good, 1, _nowMs);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void Late_answer_does_not_count_for_the_probe_that_took_its_place()
    {
        Open();
        HalfOpen();
        Assert.True(_breaker.TryAcquire(_nowMs, out var late));
        _nowMs += Options.ProbeTimeoutMs + 1;
        Assert.True(_breaker.TryAcquire(_nowMs, out var second));
        _breaker.Report(late, BreakerOutcome.Good, 1, _nowMs);
        _breaker.Report(second, BreakerOutcome.Good, 1, _nowMs);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.Single(Probes());
    }

    [Fact]
    public void Probe_deadline_is_twice_the_usual_p99_but_not_below_the_floor()
    {
        Assert.Equal(5_000, _breaker.ProbeLimitMs);
        _breaker.UsualP99(900);
        Assert.Equal(1_800, _breaker.ProbeLimitMs);
        _breaker.UsualP99(3);
        Assert.Equal(500, _breaker.ProbeLimitMs);
    }

    [Fact]
    public void Failed_probes_double_the_open_time_up_to_eight_times()
    {
        Open();
        foreach (var factor in new[] { 1, 2, 4, 8, 8 })
        {
            Assert.InRange(_breaker.OpenUntilMs - _breaker.SinceMs, 4_500 * factor, 5_500 * factor);
            HalfOpen();
            foreach (var probe in Probes()) _breaker.Report(probe, BreakerOutcome.Failed, 1, _nowMs);
            Assert.Equal(BreakerState.Open, _breaker.State);
        }
    }

    [Fact]
    public void Open_time_is_reset_after_a_whole_window_closed()
    {
        Open();
        HalfOpen();
        foreach (var probe in Probes()) _breaker.Report(probe, BreakerOutcome.Failed, 1, _nowMs);
        HalfOpen();
        foreach (var probe in Probes()) _breaker.Report(probe, BreakerOutcome.Good, 1, _nowMs);
        Assert.Equal(BreakerState.Closed, _breaker.State);
        _nowMs += Options.WindowMs;
        _breaker.Advance(_nowMs);
        Open();
        Assert.InRange(_breaker.OpenUntilMs - _breaker.SinceMs, 4_500, 5_500);
    }

    [Fact]
    public void Early_probes_come_at_most_once_a_second_and_do_not_lengthen_the_opening()
    {
        Open();
        Assert.False(_breaker.AllowProbes(_nowMs + 999));
        for (var i = 0; i < 4; i++)
        {
            _nowMs += 1_000;
            Assert.True(_breaker.AllowProbes(_nowMs));
            foreach (var probe in Probes()) _breaker.Report(probe, BreakerOutcome.Failed, 1, _nowMs);
            Assert.Equal(BreakerState.Open, _breaker.State);
        }
        Assert.InRange(_breaker.OpenUntilMs - _breaker.SinceMs, 4_500, 5_500);
    }

    [Fact]
    public void Forced_open_gives_nothing_and_forced_closed_judges_nothing()
    {
        _breaker.Force(BreakerMode.Open, _nowMs);
        Assert.False(_breaker.TryAcquire(_nowMs + 1_000_000, out _));
        _breaker.Force(BreakerMode.Closed, _nowMs);
        Calls(100, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.ForcedClosed, _breaker.State);
        _breaker.Force(BreakerMode.Automatic, _nowMs);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Breaker_without_options_never_opens_by_itself()
    {
        var off = new CircuitBreaker(null, _nowMs);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(off.TryAcquire(_nowMs, out var permit));
            off.Report(permit, BreakerOutcome.Failed, 1, _nowMs);
        }
        Assert.Equal(BreakerState.Closed, off.State);
    }

    [Fact]
    public async Task Breaker_under_many_threads_opens_once_and_counts_probes_exactly()
    {
        var opened = 0;
        var breaker = new CircuitBreaker(new CircuitBreakerOptions { Probes = 5 }, 0, 3, t => opened += t.To == BreakerState.Open ? 1 : 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
                if (breaker.TryAcquire(10, out var permit))
                    breaker.Report(permit, BreakerOutcome.Failed, 1, 10);
        })));
        Assert.Equal(1, opened);
        var probes = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                if (breaker.TryAcquire(10_000, out var __))
                    Interlocked.Increment(ref probes);
        })));
        Assert.Equal(5, probes);
    }

    private void Calls(int count, BreakerOutcome outcome, long durationMs = 1)
    {
        for (var i = 0; i < count && _breaker.TryAcquire(_nowMs, out var permit); i++) _breaker.Report(permit, outcome, durationMs, _nowMs);
    }

    private void Open()
    {
        Calls(20, BreakerOutcome.Failed);
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    private void HalfOpen()
    {
        _nowMs = _breaker.OpenUntilMs;
        _breaker.Advance(_nowMs);
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
    }

    private List<BreakerPermit> Probes()
    {
        List<BreakerPermit> probes = [];
        while (probes.Count < 100 && _breaker.TryAcquire(_nowMs, out var permit)) probes.Add(permit);
        return probes;
    }
}
