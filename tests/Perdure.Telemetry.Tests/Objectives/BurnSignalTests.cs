using Perdure.Model;
using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Tests.Objectives;

/// <summary>Hours and days of a route in virtual time: which rule fires, when, and when that is over.</summary>
public sealed class BurnSignalTests
{
    private const string Fast = "PerdureBudgetBurnFast";
    private const string Medium = "PerdureBudgetBurn";
    private const string Slow = "PerdureBudgetBurnSlow";

    private static readonly ObjectiveModel s_objective = new() { Availability = 0.999 };
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Outage_fires_within_the_time_that_the_workbook_reckons_and_ends_by_the_short_window()
    {
        var route = new SimulatedRoute(s_objective);
        route.Pass(6 * s_hour, 20, step: s_minute);
        var begin = route.Now;
        route.Pass(10 * s_minute, 20, bad: 1);
        var end = route.Now;
        route.Pass(30 * s_minute, 20);

        // (1 − objective) / error ratio × 1 h × 14.4, and what the running minute adds to the hour.
        var fired = route.At(Fast, AlertPhase.Firing) - begin;
        Assert.InRange(fired!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        var over = route.At(Fast, AlertPhase.Resolved) - end;
        Assert.InRange(over!.Value, 5 * s_minute, 7 * s_minute);

        // The hour is still far above the bound: it is the short window that ended it.
        Assert.True(route.Figures.Availability.Burn[2].Rate > 100);
    }

    [Fact]
    public void Seven_times_too_many_errors_fire_the_rule_of_six_hours_and_not_the_fast_one()
    {
        var route = new SimulatedRoute(s_objective);
        route.Pass(6 * s_hour, 20, step: s_minute);
        var begin = route.Now;
        route.Pass(7 * s_hour, 20, bad: 0.007, step: s_minute);

        Assert.Null(route.At(Fast, AlertPhase.Firing));
        Assert.InRange((route.At(Medium, AlertPhase.Firing) - begin)!.Value, 5 * s_hour, 5.3 * s_hour);
    }

    [Fact]
    public void Twice_too_many_errors_for_days_are_a_warning()
    {
        var route = new SimulatedRoute(s_objective);
        route.Pass(72 * s_hour, 20, step: 10 * s_minute);
        var begin = route.Now;
        route.Pass(48 * s_hour, 20, bad: 0.002, step: 10 * s_minute);
        var end = route.Now;
        route.Pass(12 * s_hour, 20, step: 10 * s_minute);

        Assert.Equal([Slow, Slow], route.Turned.Select(one => one.Rule));
        Assert.InRange((route.At(Slow, AlertPhase.Firing) - begin)!.Value, 35 * s_hour, 38 * s_hour);
        Assert.InRange((route.At(Slow, AlertPhase.Resolved) - end)!.Value, s_hour, 7 * s_hour);
        Assert.InRange(route.Figures.Availability.Left, 0.1, 0.35);
    }

    [Fact]
    public void Errors_within_the_budget_fire_nothing()
    {
        var route = new SimulatedRoute(s_objective);
        route.Pass(96 * s_hour, 20, bad: 0.0009, step: 10 * s_minute);

        Assert.Empty(route.Turned);
        Assert.InRange(route.Figures.Availability.Left, 0.09, 0.11);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(400, 2)]
    public void One_or_two_failures_at_night_page_nobody(int perHour, int failures)
    {
        var route = new SimulatedRoute(s_objective);
        route.Pass(6 * s_hour, perHour / 3600.0, step: s_minute);
        route.Send(failures, failures);
        route.Pass(2 * s_hour, perHour / 3600.0, step: s_minute);

        Assert.Empty(route.Turned);
    }

    [Fact]
    public void Slow_answers_burn_a_budget_of_their_own()
    {
        var route = new SimulatedRoute(s_objective with { Latency = new LatencyObjectiveModel { Within = TimeSpan.FromMilliseconds(250), Share = 0.99 } });
        route.Pass(2 * s_hour, 20, step: s_minute);
        route.Pass(s_hour, 20, slow: 0.5, step: s_minute);

        Assert.NotNull(route.At(Fast, AlertPhase.Firing));
        Assert.Equal(1, route.Figures.Availability.Left);
        Assert.InRange(route.Figures.Latency!.Left, -17, -15);
    }

    [Fact]
    public void Times_longer_than_the_window_say_nothing()
    {
        var route = new SimulatedRoute(s_objective with { Window = s_hour });
        route.Pass(8 * s_hour, 20, bad: 0.01, step: s_minute);

        Assert.Equal([true, true, true, false, false], route.Figures.Availability.Burn.Select(burn => burn.Rate is not null));
        Assert.Empty(route.Turned);
        Assert.Equal(-9, route.Figures.Availability.Left, 3);
    }
}
