using Perdure.Resilience.Flags;

namespace Perdure.Resilience.Tests.Flags;

public sealed class FlagConditionStateTests
{
    private const long ForMs = 1_000;
    private const long BackAfterMs = 30_000;

    private readonly FlagConditionState _state = new(ForMs, BackAfterMs);
    private long _nowMs = 5_000;

    [Fact]
    public void Flag_goes_off_when_the_condition_has_lasted()
    {
        Pass(ConditionSign.Present, 900);
        Assert.False(_state.Off);

        Pass(ConditionSign.Present, 200);
        Assert.True(_state.Off);
        Assert.Equal(5_000, _state.PresentSinceMs);
    }

    [Fact]
    public void Fits_that_are_too_short_turn_nothing()
    {
        for (var at = 0; at < 20; at++)
        {
            Pass(ConditionSign.Present, 900);
            Pass(ConditionSign.Absent, 100);
        }

        Assert.False(_state.Off);
    }

    [Fact]
    public void Flag_comes_back_when_the_condition_has_been_over_long_enough()
    {
        Pass(ConditionSign.Present, 1_100);
        Pass(ConditionSign.Absent, BackAfterMs - 100);
        Assert.True(_state.Off);

        Pass(ConditionSign.Absent, 200);
        Assert.False(_state.Off);
    }

    [Fact]
    public void Relief_that_is_too_short_brings_nothing_back()
    {
        Pass(ConditionSign.Present, 1_100);
        for (var at = 0; at < 10; at++)
        {
            Pass(ConditionSign.Absent, BackAfterMs - 100);
            Pass(ConditionSign.Present, 100);
        }

        Assert.True(_state.Off);
    }

    [Fact]
    public void Probes_in_between_do_not_interrupt_a_condition_that_lasts()
    {
        for (var at = 0; at < 5; at++)
        {
            Pass(ConditionSign.Present, 300);
            Pass(ConditionSign.Undecided, 100);
        }

        Assert.True(_state.Off);
    }

    [Fact]
    public void Flag_that_is_off_comes_back_also_when_only_its_own_requests_could_find_out()
    {
        Pass(ConditionSign.Present, 1_100);
        Pass(ConditionSign.Undecided, BackAfterMs + 100);

        Assert.False(_state.Off);
    }

    [Fact]
    public void Nothing_turns_twice_at_once_without_any_waiting()
    {
        var state = new FlagConditionState(0, 0);

        Assert.True(state.Update(ConditionSign.Present, 1));
        Assert.False(state.Update(ConditionSign.Present, 1));
        Assert.True(state.Update(ConditionSign.Absent, 1));
        Assert.False(state.Update(ConditionSign.Absent, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Turns_are_never_nearer_than_their_times(int seed)
    {
        var random = new Random(seed);
        var turnedAtMs = long.MinValue / 2;
        for (var at = 0; at < 200_000; at++)
        {
            // Long and short runs of each sign.
            var sign = (ConditionSign)random.Next(3);
            for (var left = random.Next(1, random.Next(2, 400)); left > 0; left--, at++)
            {
                _nowMs += 100;
                if (!_state.Update(sign, _nowMs))
                    continue;
                Assert.True(_nowMs - turnedAtMs >= (_state.Off ? ForMs : BackAfterMs), $"seed {seed}, {_nowMs} ms");
                turnedAtMs = _nowMs;
            }
        }
    }

    private void Pass(ConditionSign sign, long ms)
    {
        for (var untilMs = _nowMs + ms; _nowMs < untilMs; _nowMs += 100)
            _state.Update(sign, _nowMs);
    }
}
