using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Tests.Alerting;

public sealed class AlertStateTests
{
    [Fact]
    public void Alert_that_lasts_is_pending_then_fires_then_is_resolved()
    {
        var state = new AlertState();

        Assert.True(state.Update(AlertSign.Present, 1_000, 3_000, 2_000));
        Assert.Equal((AlertPhase.Pending, 1_000), (state.Phase, state.PresentSinceMs));
        Assert.False(state.Update(AlertSign.Present, 3_999, 3_000, 2_000));
        Assert.True(state.Update(AlertSign.Present, 4_000, 3_000, 2_000));
        Assert.Equal((AlertPhase.Firing, 4_000), (state.Phase, state.SinceMs));
        Assert.False(state.IsOver);
        Assert.False(state.Update(AlertSign.Absent, 5_000, 3_000, 2_000));
        Assert.True(state.IsOver);
        Assert.False(state.Update(AlertSign.Absent, 6_999, 3_000, 2_000));
        Assert.True(state.Update(AlertSign.Absent, 7_000, 3_000, 2_000));
        Assert.Equal(AlertPhase.Resolved, state.Phase);
        Assert.False(state.IsOver);
    }

    [Fact]
    public void Short_fit_fires_nothing_and_short_relief_ends_nothing()
    {
        var state = new AlertState();
        state.Update(AlertSign.Present, 0, 2_000, 2_000);
        Assert.True(state.Update(AlertSign.Absent, 1_000, 2_000, 2_000));
        Assert.Equal(AlertPhase.Inactive, state.Phase);

        state.Update(AlertSign.Present, 2_000, 0, 2_000);
        state.Update(AlertSign.Absent, 3_000, 0, 2_000);
        state.Update(AlertSign.Present, 4_000, 0, 2_000);
        Assert.False(state.Update(AlertSign.Absent, 5_000, 0, 2_000));
        Assert.Equal(AlertPhase.Firing, state.Phase);
    }

    [Fact]
    public void Unknown_begins_nothing_and_ends_nothing()
    {
        var state = new AlertState();
        Assert.False(state.Update(AlertSign.Unknown, 0, 0, 0));
        state.Update(AlertSign.Present, 1, 0, 0);

        Assert.False(state.Update(AlertSign.Unknown, 100_000, 0, 0));
        Assert.Equal(AlertPhase.Firing, state.Phase);
    }

    [Fact]
    public void Resolved_alert_can_come_again()
    {
        var state = new AlertState();
        state.Update(AlertSign.Present, 0, 0, 0);
        state.Update(AlertSign.Absent, 1, 0, 0);
        Assert.Equal(AlertPhase.Resolved, state.Phase);

        Assert.True(state.Update(AlertSign.Present, 2, 10, 0));
        Assert.Equal(AlertPhase.Pending, state.Phase);
    }

    // The whole history is held against the rule in words: fires after forMs of nothing but present (unknown aside), ends after keepMs of nothing but absent.
    [Fact]
    public void Any_history_turns_only_as_the_rule_says()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var (state, forMs, keepMs) = (new AlertState(), random.Next(4) * 1_000L, random.Next(4) * 1_000L);
            var history = new List<(long AtMs, AlertSign Sign)>();
            long nowMs = random.Next(10_000);
            for (var step = 0; step < 200; step++)
            {
                nowMs += 1 + random.Next(1_500);
                var sign = random.Next(6) switch { 0 => AlertSign.Unknown, <= 3 => AlertSign.Present, _ => AlertSign.Absent };
                if (random.Next(3) > 0 && history.Count > 0)
                    sign = history[^1].Sign;
                history.Add((nowMs, sign));
                var before = state.Phase;
                var turned = state.Update(sign, nowMs, forMs, keepMs);

                Assert.True(turned == (before != state.Phase) || (before, state.Phase) == (AlertPhase.Firing, AlertPhase.Firing), $"seed {seed}, step {step}");
                if (turned && state.Phase == AlertPhase.Firing)
                    Assert.True(sign == AlertSign.Present && nowMs - RunBegan(history, AlertSign.Present, AlertSign.Unknown) >= forMs, $"seed {seed}, step {step}: fired too soon");
                if (turned && state.Phase == AlertPhase.Resolved)
                    Assert.True(before == AlertPhase.Firing && nowMs - RunBegan(history, AlertSign.Absent, null) >= keepMs, $"seed {seed}, step {step}: resolved too soon");
                if (state.Phase == AlertPhase.Pending)
                    Assert.True(nowMs - RunBegan(history, AlertSign.Present, AlertSign.Unknown) < forMs || sign == AlertSign.Unknown, $"seed {seed}, step {step}: should fire");
                if (state.Phase == AlertPhase.Firing && sign == AlertSign.Absent)
                    Assert.True(nowMs - RunBegan(history, AlertSign.Absent, null) < keepMs, $"seed {seed}, step {step}: should be over");
            }
        }
    }

    // When the last unbroken run of a sign began, one other sign passed over.
    private static long RunBegan(List<(long AtMs, AlertSign Sign)> history, AlertSign sign, AlertSign? passed)
    {
        var began = history[^1].AtMs;
        for (var at = history.Count - 1; at >= 0 && (history[at].Sign == sign || history[at].Sign == passed); at--)
            began = history[at].Sign == sign ? history[at].AtMs : began;
        return began;
    }
}
