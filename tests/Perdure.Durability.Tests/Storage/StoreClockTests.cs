using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Storage;

public sealed class StoreClockTests
{
    [Fact]
    public void Clock_follows_steps_forward_and_goes_on_evenly_after_steps_back()
    {
        var time = new SteppedTime();
        var clock = new StoreClock(time);
        var start = clock.NowMs();
        time.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(start + 5_000, clock.NowMs());
        time.Step(TimeSpan.FromHours(1));
        Assert.Equal(start + 3_605_000, clock.NowMs());
        time.Step(-TimeSpan.FromHours(1));
        Assert.Equal(start + 3_605_000, clock.NowMs());
        time.Pass(TimeSpan.FromMilliseconds(10));
        Assert.Equal(start + 3_605_010, clock.NowMs());
        time.Step(TimeSpan.FromHours(1));
        Assert.Equal(start + 3_605_010, clock.NowMs());
    }

    // A wall clock that can be set, and a steady one beside it.
    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan _passed;
        private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;

        public override DateTimeOffset GetUtcNow() => _wall;

        public void Pass(TimeSpan by) => (_passed, _wall) = (_passed + by, _wall + by);

        public void Step(TimeSpan by) => _wall += by;
    }
}
