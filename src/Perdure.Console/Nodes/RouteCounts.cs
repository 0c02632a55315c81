using Perdure.Gateway.Metering;
using Perdure.Gateway.Planning;
using Perdure.Model;
using Perdure.Resilience.Measuring;

namespace Perdure.Console.Nodes;

/// <summary>What became of the requests of a route since the node started. Who wants rates takes two, and divides by the time between.</summary>
public sealed record RouteCounts
{
    /// <summary>The name in the system file.</summary>
    public required string Name { get; init; }

    /// <summary>Answered with a status below 500, to the end.</summary>
    public long Good { get; init; }

    /// <summary>Answered with a stale answer or a fallback.</summary>
    public long Degraded { get; init; }

    /// <summary>Turned away because there was too much to do, or because of a deadline.</summary>
    public long Shed { get; init; }

    /// <summary>Held back by a rate limit, a flag, or what the client asked for.</summary>
    public long HeldBack { get; init; }

    /// <summary>Answered with 5xx, or cut short.</summary>
    public long Failed { get; init; }

    /// <summary>Given up by the client.</summary>
    public long ClientGone { get; init; }

    /// <summary>How many of the good, degraded and failed ones took how long: one number for each bound of <see cref="RouteCountList.BoundsMs"/>, not added up, and one for what took longer.</summary>
    public required IReadOnlyList<long> Times { get; init; }

    /// <summary>The picture of this moment; null when requests are not measured.</summary>
    public static RouteCounts? Of(RouteRuntime route)
    {
        ArgumentNullException.ThrowIfNull(route);
        if (route.Meter is not { } meter)
            return null;
        long Ended(RequestResult result) => Enum.GetValues<Tier>().Sum(tier => meter.Ended(tier, result));
        var times = new long[DurationHistogram.Buckets];
        foreach (var result in (RequestResult[])[RequestResult.Good, RequestResult.Degraded, RequestResult.Failed])
            Add(times, meter.Durations(result));
        return new RouteCounts
        {
            Name = route.Name,
            Good = Ended(RequestResult.Good),
            Degraded = Ended(RequestResult.Degraded),
            Shed = Ended(RequestResult.Shed),
            HeldBack = Ended(RequestResult.HeldBack),
            Failed = Ended(RequestResult.Failed),
            ClientGone = Ended(RequestResult.ClientGone),
            Times = times,
        };
    }

    private static void Add(long[] times, DurationHistogram? durations)
    {
        if (durations is null)
            return;
        Span<long> buckets = stackalloc long[DurationHistogram.Buckets];
        durations.Read(buckets);
        for (var at = 0; at < times.Length; at++)
            times[at] += buckets[at];
    }
}
