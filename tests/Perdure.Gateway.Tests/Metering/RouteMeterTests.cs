using System.Diagnostics.Metrics;
using Perdure.Gateway.Metering;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;
using Perdure.Resilience.Measuring;
using Perdure.Resilience.Pools;

namespace Perdure.Gateway.Tests.Metering;

public sealed class RouteMeterTests : IDisposable
{
    private readonly GatewayMeters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Request_is_in_flight_until_it_ends()
    {
        var meter = _meters.ForRoute("all", null, Tier.Standard);

        meter.OnStarted(Tier.Optional);
        meter.OnStarted(Tier.Optional);
        meter.OnEnded(Tier.Optional, RequestResult.Shed, 100);

        Assert.Equal((2, 1, 1), (meter.Started(Tier.Optional), meter.InFlight(Tier.Optional), meter.Ended(Tier.Optional, RequestResult.Shed)));
        Assert.Equal(0, meter.Started(Tier.Standard) + meter.InFlight(Tier.Standard) + meter.Ended(Tier.Standard, RequestResult.Shed));
    }

    [Fact]
    public void Outcome_that_never_occurred_has_no_durations_and_one_without_a_time_counts_all_the_same()
    {
        var meter = _meters.ForRoute("all", null, Tier.Standard);

        meter.OnEnded(Tier.Standard, RequestResult.Good, -1);

        Assert.Equal(1, meter.Ended(Tier.Standard, RequestResult.Good));
        Assert.Null(meter.Durations(RequestResult.Good));
        Assert.Null(meter.Durations(RequestResult.Failed));
    }

    [Fact]
    public void Reload_keeps_the_counts_and_takes_the_new_tier()
    {
        var meter = _meters.ForRoute("all", null, Tier.Standard);

        Assert.Same(meter, _meters.ForRoute("all", meter, Tier.Critical));
        Assert.Equal(Tier.Critical, meter.Tier);
    }

    [Fact]
    public void Listener_of_the_meter_gets_each_duration_in_seconds_with_its_tags()
    {
        var heard = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener();
        // By the instrument itself: other tests have meters of this name.
        listener.InstrumentPublished = (instrument, from) =>
        {
            if (instrument == _meters.Requests)
                from.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => heard.Add((instrument.Name, value, string.Join(",", tags.ToArray()))));
        listener.Start();

        _meters.ForRoute("all", null, Tier.Standard).OnEnded(Tier.Standard, RequestResult.HeldBack, 1_500);

        Assert.Equal(("http.server.request.duration", 0.0015, "[perdure.route, all],[outcome, held-back]"), Assert.Single(heard));
    }

    [Fact]
    public void Counting_a_request_and_its_attempt_allocates_nothing()
    {
        var route = _meters.ForRoute("all", null, Tier.Standard);
        var service = _meters.ForService("catalog");
        var tally = new AttemptTally();
        var counted = 0;
        Run(100);

        Assert.Equal(0, Allocations.LeastOf(() => Run(1_000)));
        Span<long> buckets = stackalloc long[DurationHistogram.Buckets];
        Assert.Equal(counted * 900, service.Attempts(AttemptResult.Success)!.Read(buckets));
        Assert.Equal(counted, tally.Count(AttemptResult.Success));

        void Run(int times)
        {
            counted += times;
            for (; times > 0; times--)
                Count(route, service, tally);
        }
    }

    private static void Count(RouteMeter route, ServiceMeter service, AttemptTally tally)
    {
        route.OnStarted(Tier.Standard);
        tally.Record(AttemptResult.Success, 700);
        service.FirstByte.Record(700);
        service.OnAttempt(AttemptResult.Success, 900);
        route.OnEnded(Tier.Standard, RequestResult.Good, 1_000);
    }
}
