using Perdure.Model;

namespace Perdure.Console.Topology;

/// <summary>A route and where it leads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">The service that answers.</param>
/// <param name="Path">The host, if it names one, and the path that it takes.</param>
/// <param name="Fallbacks">Services that are asked when that one can't, in this order.</param>
/// <param name="Flag">The flag that switches it; null without one.</param>
public sealed record TopologyRoute(string Name, string Service, string Path, IReadOnlyList<string> Fallbacks, string? Flag)
{
    internal static TopologyRoute Of(RouteModel route) => new(
        route.Name, route.Service, route.Match.Host + route.Match.Path, [.. route.Fallbacks.Select(fallback => fallback.Service).OfType<string>()], route.Flag);
}
