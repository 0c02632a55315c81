using Perdure.Coordination.Storage;
using Perdure.Telemetry.Nodes;

namespace Perdure.Telemetry.Tests.Nodes;

public sealed class StoreWatchTests
{
    private readonly HandClock _clock = new();
    private StoreStatus _status = new() { Engine = "etcd", State = StoreState.Connecting, Since = DateTimeOffset.UnixEpoch, Location = "x" };

    [Fact]
    public void Time_until_the_first_contact_is_no_loss()
    {
        using var watch = Watch();
        _clock.Pass(5);
        Become(watch, StoreState.Connected);
        _clock.Pass(7);

        Assert.Equal(new StoreSample(StoreState.Connected, TimeSpan.FromSeconds(7), 0, TimeSpan.Zero), watch.Sample());
    }

    [Fact]
    public void Loss_between_two_looks_is_counted_with_its_time()
    {
        using var watch = Watch();
        Become(watch, StoreState.Connected);
        Become(watch, StoreState.Lost);
        _clock.Pass(3);
        Become(watch, StoreState.Connected);
        _clock.Pass(10);

        Assert.Equal(new StoreSample(StoreState.Connected, TimeSpan.FromSeconds(10), 1, TimeSpan.FromSeconds(3)), watch.Sample());
    }

    [Fact]
    public void Loss_that_becomes_a_refusal_is_one_loss()
    {
        using var watch = Watch();
        Become(watch, StoreState.Connected);
        Become(watch, StoreState.Lost);
        _clock.Pass(3);
        Become(watch, StoreState.Refused);
        _clock.Pass(4);

        Assert.Equal(new StoreSample(StoreState.Refused, TimeSpan.FromSeconds(4), 1, TimeSpan.FromSeconds(7)), watch.Sample());
    }

    private StoreWatch Watch() => new(() => _status, _clock);

    private void Become(StoreWatch watch, StoreState state)
    {
        _status = _status with { State = state };
        watch.OnStatus(_status);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;
    }
}
