using Perdure.Resilience.Measuring;

namespace Perdure.Console.Nodes;

/// <summary>The answer of <c>GET /api/v1/routes</c>.</summary>
/// <param name="BoundsMs">The upper bounds of what is counted by time, in ms.</param>
/// <param name="Routes">In the order of the system file; none when requests are not measured.</param>
public sealed record RouteCountList(IReadOnlyList<double> BoundsMs, IReadOnlyList<RouteCounts> Routes)
{
    /// <summary>The bounds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [.. DurationHistogram.BoundsUs.Select(us => us / 1_000.0)];
}
