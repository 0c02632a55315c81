using Perdure.Resilience.Tiers;

namespace Perdure.Resilience.Tests.Tiers;

public sealed class PriorityThresholdTests
{
    private long _nowMs = 1_000;

    private PriorityThreshold Threshold { get; } = new(new PriorityThresholdOptions());

    [Fact]
    public void Threshold_without_overload_stays_out_of_the_way()
    {
        for (var at = 0; at < 100; at++)
            Threshold.Report(overloaded: false, _nowMs += 100);

        Assert.False(Threshold.Active);
        Assert.Equal(PriorityThreshold.Priorities, Threshold.Level);
    }

    [Fact]
    public void First_overload_only_begins_to_look()
    {
        Threshold.Report(overloaded: true, _nowMs);

        Assert.True(Threshold.Active);
        Assert.True(Threshold.Admits(191));
    }

    [Fact]
    public void Overloaded_interval_takes_away_a_twentieth_of_the_requests_and_the_least_important_ones()
    {
        Overload(Evenly(1_000), intervals: 2);
        var admitted = Evenly(1_000).Where(Threshold.Admits).ToList();

        Assert.InRange(admitted.Count, 945, 955);
        Assert.All(admitted, priority => Assert.True(priority < 183));
    }

    [Fact]
    public void Requests_that_found_no_room_are_taken_away_at_once()
    {
        Overload(Evenly(1_000), intervals: 1);
        foreach (var priority in Evenly(1_000))
            Threshold.Admits(priority);
        for (var at = 0; at < 400; at++)
            Threshold.OnRefused();
        Threshold.Report(overloaded: true, _nowMs += 100);

        Assert.InRange(Evenly(1_000).Count(Threshold.Admits), 590, 610);
    }

    [Fact]
    public void Users_of_one_priority_are_admitted_in_part()
    {
        int[] all = [.. Enumerable.Repeat(100, 1_000)];
        Overload(all, intervals: 1);
        foreach (var priority in all)
            Threshold.Admits(priority);
        for (var at = 0; at < 500; at++)
            Threshold.OnRefused();
        Threshold.Report(overloaded: true, _nowMs += 100);

        Assert.InRange(all.Count(Threshold.Admits), 490, 510);
        Assert.True(Threshold.Admits(99));
        Assert.False(Threshold.Admits(101));
    }

    [Fact]
    public void Critical_is_whole_while_anything_else_is_left()
    {
        Overload(Evenly(1_000), intervals: 24);
        var level = Threshold.Level;
        Overload(Evenly(1_000), intervals: 7);

        Assert.Equal(64, level);
        Assert.Equal(level, Threshold.Level);
    }

    [Fact]
    public void Critical_never_falls_below_its_floor()
    {
        Overload(Evenly(1_000), intervals: 500);

        Assert.Equal(Threshold.Options.Floor, Threshold.Level);
        Assert.True(Threshold.Admits(Threshold.Options.Floor - 1));
    }

    [Fact]
    public void Refusals_do_not_reach_into_critical_in_one_step()
    {
        Overload(Evenly(1_000), intervals: 1);
        foreach (var priority in Evenly(1_000).Where(Threshold.Admits))
            Threshold.OnRefused();
        Threshold.Report(overloaded: true, _nowMs += 100);

        Assert.Equal(64, Threshold.Level);
    }

    [Fact]
    public void Everybody_is_admitted_again_within_two_seconds_of_a_deep_cut()
    {
        Overload(Evenly(1_000), intervals: 500);
        var untilMs = _nowMs + 2_000;
        while (Threshold.Level < PriorityThreshold.Priorities && _nowMs < untilMs)
            Calm(Evenly(1_000), intervals: 1);

        Assert.Equal(PriorityThreshold.Priorities, Threshold.Level);
    }

    [Fact]
    public void Threshold_is_idle_again_after_a_while_of_calm()
    {
        Overload(Evenly(1_000), intervals: 3);
        Calm(Evenly(1_000), intervals: Threshold.Options.IdleAfter + 30);

        Assert.False(Threshold.Active);
    }

    [Fact]
    public void Overload_without_any_request_harms_nobody_who_comes_later()
    {
        Overload([], intervals: 5);
        Calm([], intervals: 1);

        Assert.Equal(PriorityThreshold.Priorities, Threshold.Level);
    }

    [Fact]
    public void Reports_within_an_interval_move_nothing()
    {
        Overload(Evenly(1_000), intervals: 2);
        var level = Threshold.Level;
        for (var at = 0; at < 99; at++)
            Threshold.Report(overloaded: true, ++_nowMs);

        Assert.Equal(level, Threshold.Level);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(192)]
    public void Priority_that_there_is_not_is_refused_as_a_mistake(int priority) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold.Admits(priority));

    private static IEnumerable<int> Evenly(int requests) => Enumerable.Range(0, requests).Select(at => at % PriorityThreshold.Priorities);

    private void Overload(IEnumerable<int> requests, int intervals) => Pass([.. requests], intervals, overloaded: true);

    private void Calm(IEnumerable<int> requests, int intervals) => Pass([.. requests], intervals, overloaded: false);

    private void Pass(int[] requests, int intervals, bool overloaded)
    {
        for (; intervals > 0; intervals--)
        {
            if (Threshold.Active)
                foreach (var priority in requests)
                    Threshold.Admits(priority);
            Threshold.Report(overloaded, _nowMs += 100);
        }
    }
}
