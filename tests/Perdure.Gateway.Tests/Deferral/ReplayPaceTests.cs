using Perdure.Gateway.Deferral;

namespace Perdure.Gateway.Tests.Deferral;

public sealed class ReplayPaceTests
{
    [Fact]
    public void Nothing_is_held_while_things_are_sent()
    {
        var pace = new ReplayPace();
        Assert.Equal((false, 0), (pace.IsHeld, pace.WaitMs(0)));
        pace.OnSent();
        Assert.Equal(0, pace.WaitMs(0));
    }

    [Fact]
    public void Pauses_double_up_to_the_longest_and_one_looks_after_each()
    {
        var (pace, nowMs, pauses) = (new ReplayPace(), 0L, new List<long>());
        for (var i = 0; i < 8; i++)
        {
            pauses.Add(pace.OnNotSent(nowMs));
            Assert.Equal(pauses[^1], pace.WaitMs(nowMs));
            nowMs += pauses[^1];
            Assert.Equal(0, pace.WaitMs(nowMs));
            // The look is taken: who comes now waits.
            Assert.True(pace.WaitMs(nowMs) > 0);
        }

        Assert.Equal([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000], pauses);
    }

    [Fact]
    public void Those_that_were_under_way_together_are_one_look()
    {
        var pace = new ReplayPace();
        for (var i = 0; i < 10; i++)
            Assert.Equal(100, pace.OnNotSent(i));
    }

    [Fact]
    public void First_that_is_sent_lets_all_follow()
    {
        var pace = new ReplayPace();
        pace.OnNotSent(0);
        pace.OnNotSent(100);
        pace.OnSent();
        Assert.Equal((false, 0), (pace.IsHeld, pace.WaitMs(100)));
        Assert.Equal(100, pace.OnNotSent(200));
    }
}
