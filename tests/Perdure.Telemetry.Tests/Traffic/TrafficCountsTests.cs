using Perdure.Gateway.Metering;
using Perdure.Telemetry.Traffic;

namespace Perdure.Telemetry.Tests.Traffic;

public sealed class TrafficCountsTests
{
    private readonly TrafficCounts _before = new();
    private readonly TrafficCounts _now = new();
    private readonly TrafficCounts _delta = new();

    [Fact]
    public void Rates_are_per_second_and_times_those_of_the_second()
    {
        _before.Set(RequestResult.Good, 100, 5, 100);
        _now.Set(RequestResult.Good, 120, 5, 100);
        _now.Set(RequestResult.Failed, 4, 3, 24);
        _now.Set(RequestResult.Shed, 6, 3, 24);

        _delta.SetDelta(_before, _now);
        var point = _delta.Over(2, 1_000);

        Assert.Equal((1_000, 15f, 2f, 3f, 0f, 0f), (point.UnixSeconds, point.Requests, point.Failed, point.Shed, point.Degraded, point.HeldBack));
        // All that is new lies in the bucket of 2.5 to 5 ms.
        Assert.InRange(point.P50Ms, 3.7, 3.8);
        Assert.InRange(point.P99Ms, 4.9, 5);
    }

    [Fact]
    public void Second_without_requests_is_quiet_and_has_no_times()
    {
        var point = _delta.Over(1, 7);

        Assert.True(point.IsQuiet);
        Assert.Equal(float.NaN, point.P50Ms);
        Assert.Equal(7, point.UnixSeconds);
    }

    [Fact]
    public void Counter_that_was_made_anew_counts_from_zero()
    {
        _before.Set(RequestResult.Good, 100, 2, 100);
        _now.Set(RequestResult.Good, 3, 2, 3);

        _delta.SetDelta(_before, _now);

        Assert.Equal(3, _delta.All);
    }
}
