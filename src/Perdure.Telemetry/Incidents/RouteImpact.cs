namespace Perdure.Telemetry.Incidents;

/// <summary>What became of the requests of a route: since the start of the node, or during an incident.</summary>
/// <param name="Route">The route.</param>
/// <param name="Answered">All that were good, degraded, shed or failed.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Shed">Those that were turned away because there was too much to do.</param>
/// <param name="Degraded">Those that got a stale answer or a fallback.</param>
public sealed record RouteImpact(string Route, long Answered, long Failed, long Shed, long Degraded)
{
    /// <summary>Whether anybody was hurt.</summary>
    public bool Hurt => Failed + Shed + Degraded > 0;

    internal RouteImpact Plus(RouteImpact more) =>
        new(Route, Answered + more.Answered, Failed + more.Failed, Shed + more.Shed, Degraded + more.Degraded);

    // Counters that fell were made anew, and count from zero.
    internal RouteImpact Since(RouteImpact? before) => before is null || before.Answered > Answered
        ? this
        : new RouteImpact(
            Route, Answered - before.Answered, Math.Max(0, Failed - before.Failed), Math.Max(0, Shed - before.Shed), Math.Max(0, Degraded - before.Degraded));
}
