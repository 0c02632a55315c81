using Perdure.Telemetry.Traffic;

namespace Perdure.Telemetry.Tests.Traffic;

public sealed class TrafficTrackTests
{
    private readonly TrafficTrack _track = new();

    [Fact]
    public void Last_quarter_of_an_hour_is_kept_oldest_first()
    {
        for (var second = 1; second <= 1_000; second++)
            _track.Add(Busy(second), always: false);

        Assert.Equal(Enumerable.Range(101, 900).Select(second => (long)second), _track.Last(5_000).Select(point => point.UnixSeconds));
        Assert.Equal([998, 999, 1_000L], _track.Last(3).Select(point => point.UnixSeconds));
    }

    [Fact]
    public void Route_without_traffic_changes_nothing()
    {
        _track.Add(TrafficPoint.Quiet(1), always: false);
        Assert.Null(_track.Latest);
        Assert.Empty(_track.Last(900));

        _track.Add(Busy(2), always: false);
        Assert.Equal(2, _track.Latest?.UnixSeconds);
        _track.Add(TrafficPoint.Quiet(3), always: false);
        _track.Add(TrafficPoint.Quiet(4), always: false);
        Assert.Equal(3, _track.Latest?.UnixSeconds);
        Assert.Equal(3, _track.Last(900).Length);
        _track.Add(Busy(5), always: false);
        Assert.Equal(5, _track.Latest?.UnixSeconds);
    }

    [Fact]
    public void All_routes_together_have_every_second()
    {
        _track.Add(TrafficPoint.Quiet(1), always: true);
        _track.Add(TrafficPoint.Quiet(2), always: true);

        Assert.Equal(2, _track.Latest?.UnixSeconds);
    }

    private static TrafficPoint Busy(long second) => TrafficPoint.Quiet(second) with { Requests = 1 };
}
