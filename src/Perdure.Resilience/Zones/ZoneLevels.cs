using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Zones;

/// <summary>
/// Sorts instances into levels by nearness: the local zone, other zones of the local region, other regions. Without a local zone all zones of the
/// region are one level; without a region the zone alone divides; without both there is one level.
/// </summary>
internal static class ZoneLevels
{
    internal static IReadOnlyList<Instance[]> Of(IEnumerable<Instance> instances, string? localZone, string? localRegion) =>
        [.. instances.GroupBy(i => Distance(i.Options, localZone, localRegion)).OrderBy(g => g.Key).Select(g => g.ToArray())];

    private static int Distance(InstanceOptions instance, string? localZone, string? localRegion)
    {
        // An instance that does not say where it is counts as near: it must not lose its traffic for want of a label.
        if (localRegion is not null && instance.Region is not null && instance.Region != localRegion) return 2;
        if (localZone is not null && instance.Zone is not null && instance.Zone != localZone) return 1;
        return 0;
    }
}
