using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>Where things can run: regions, and the zones in each.</summary>
public sealed record TopologyModel
{
    /// <summary>The regions, in the order written. Empty means that the file declares no topology: any zone name goes.</summary>
    public ImmutableArray<RegionModel> Regions { get; init; } = [];

    /// <summary>The region that <paramref name="zone"/> lies in, or null when no region declares it.</summary>
    public string? RegionOf(string zone)
    {
        foreach (var region in Regions)
        {
            if (region.Zones.Contains(zone))
            {
                return region.Name;
            }
        }

        return null;
    }
}
