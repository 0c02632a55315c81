namespace Perdure.Telemetry.Traffic;

/// <summary>One second of a route's traffic: how many requests ended like what, per second, and how long they took.</summary>
/// <param name="UnixSeconds">When it ended.</param>
/// <param name="Requests">All that ended, however, per second.</param>
/// <param name="Failed">Those answered with 5xx or cut short.</param>
/// <param name="Degraded">Those answered by a fallback or stale.</param>
/// <param name="Shed">Those turned away because there was too much to do.</param>
/// <param name="HeldBack">Those held back by a rate limit, a flag, and the like.</param>
/// <param name="P50Ms">Median time of those that were answered; NaN without any.</param>
/// <param name="P90Ms">The time that nine of ten stayed below.</param>
/// <param name="P99Ms">The time that 99 of a hundred stayed below.</param>
public readonly record struct TrafficPoint(
    long UnixSeconds, float Requests, float Failed, float Degraded, float Shed, float HeldBack, float P50Ms, float P90Ms, float P99Ms)
{
    /// <summary>Whether nothing ended in it.</summary>
    public bool IsQuiet => Requests == 0;

    /// <summary>A second without traffic.</summary>
    public static TrafficPoint Quiet(long unixSeconds) => new(unixSeconds, 0, 0, 0, 0, 0, float.NaN, float.NaN, float.NaN);
}
