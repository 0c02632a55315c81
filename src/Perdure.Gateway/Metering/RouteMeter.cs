using Perdure.Model;
using Perdure.Resilience.Measuring;

namespace Perdure.Gateway.Metering;

/// <summary>A route's requests by tier and outcome, and their times, since the node started. Survives reloads. Thread-safe, lock-free.</summary>
public sealed class RouteMeter
{
    private const int Tiers = 3;

    private readonly StripedCounters _counts = new(Tiers + (Tiers * MeterNames<RequestResult>.All.Count));
    private readonly CellRow _durations;

    internal RouteMeter(GatewayMeters meters, string route) => _durations = new CellRow(
        meters.Requests, new KeyValuePair<string, object?>(MeterTags.Route, route), MeterTags.Outcome, MeterNames<RequestResult>.Shared);

    /// <summary>The tier that the system file gives the route.</summary>
    public Tier Tier { get; internal set; }

    /// <summary>Requests of a tier that the route has taken.</summary>
    public long Started(Tier tier) => _counts.Read((int)tier);

    /// <summary>Those of them that ended like this.</summary>
    public long Ended(Tier tier, RequestResult result) => _counts.Read(At(tier, result));

    /// <summary>Those that have not ended yet.</summary>
    public long InFlight(Tier tier)
    {
        // What ends is read before what began: a request that does both in between must not make it negative.
        long ended = 0;
        for (var result = 0; result < MeterNames<RequestResult>.All.Count; result++)
            ended += Ended(tier, (RequestResult)result);
        return Math.Max(0, Started(tier) - ended);
    }

    /// <summary>The times from the head of the request to the end of the answer; null when none has ended like this yet.</summary>
    public DurationHistogram? Durations(RequestResult result) => _durations[(int)result]?.Durations;

    internal void OnStarted(Tier tier) => _counts.Increment((int)tier);

    /// <summary>Counts the end of a request, and its time unless that is negative.</summary>
    internal void OnEnded(Tier tier, RequestResult result, long tookUs)
    {
        _counts.Increment(At(tier, result));
        if (tookUs >= 0)
            _durations.Record((int)result, tookUs);
    }

    private static int At(Tier tier, RequestResult result) => Tiers + ((int)result * Tiers) + (int)tier;
}
