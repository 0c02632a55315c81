using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Regions and zones against each other, and the zones that instances name against them.</summary>
internal static class TopologyChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        Duplicates.Check(context, Paths.Regions, model.Topology.Regions, "name", r => r.Name);
        CheckZones(model, context);
        var zones = ZonesOf(model);
        foreach (var service in model.Services)
        {
            var instances = Paths.Services.Key(service.Name).Key("instances");
            for (var i = 0; i < service.Instances.Length; i++)
            {
                if (service.Instances[i].Zone is { } zone)
                {
                    CheckZone(zones, context, instances.Item(i).Key("zone"), zone);
                }
            }
        }
    }

    /// <summary>All zones that the topology declares.</summary>
    public static HashSet<string> ZonesOf(SystemModel model) => [.. model.Topology.Regions.SelectMany(r => r.Zones)];

    /// <summary>Reports a zone that the topology does not declare, if there is a topology.</summary>
    public static void CheckZone(HashSet<string> zones, ReadContext context, KeyPath path, string zone, string source = "")
    {
        if (zones.Count > 0 && !zones.Contains(zone) && context.IsSound(path) && context.IsSound(Paths.Regions))
        {
            var hint = context.IsFull ? null : NearestName.Hint(zone, zones) ?? $"declare it in topology, or use one of {Some(zones)}";
            context.Error(
                DiagnosticKind.Reference,
                path,
                context.ValueAt(path),
                $"expected a zone of the topology, found {Quoted.Text(zone)}{source}",
                hint);
        }
    }

    /// <summary>Reports a region that the topology does not declare, if there is a topology, or that is not the one of the zone.</summary>
    public static void CheckRegion(SystemModel model, ReadContext context, KeyPath path, string region, string? zone, string source)
    {
        var regions = model.Topology.Regions.Select(r => r.Name).ToList();
        if (regions.Count == 0 || !context.IsSound(path) || !context.IsSound(Paths.Regions))
        {
            return;
        }

        if (!regions.Contains(region))
        {
            var hint = NearestName.Hint(region, regions) ?? $"declare it in topology, or use one of {Some(regions)}";
            context.Error(
                DiagnosticKind.Reference,
                path,
                context.ValueAt(path),
                $"expected a region of the topology, found {Quoted.Text(region)}{source}",
                hint);
        }
        else if (zone is not null && model.Topology.RegionOf(zone) is { } actual && actual != region)
        {
            context.Error(
                DiagnosticKind.Invalid,
                path,
                context.ValueAt(path),
                $"expected {actual}, the region of the zone {zone}, found {Quoted.Text(region)}{source}",
                "the region may be left out: it follows from the zone");
        }
    }

    private static string Some(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(20)) + (names.Count > 20 ? ", …" : "");

    private static void CheckZones(SystemModel model, ReadContext context)
    {
        var first = new Dictionary<string, KeyPath>(StringComparer.Ordinal);
        for (var r = 0; r < model.Topology.Regions.Length; r++)
        {
            for (var z = 0; z < model.Topology.Regions[r].Zones.Length; z++)
            {
                var path = Paths.Regions.Item(r).Key("zones").Item(z);
                var zone = model.Topology.Regions[r].Zones[z];
                if (context.IsSound(path) && !first.TryAdd(zone, path))
                {
                    context.Error(
                        DiagnosticKind.Invalid,
                        path,
                        context.ValueAt(path),
                        $"expected a zone of this region only, found {Quoted.Text(zone)}, which is {first[zone]} too",
                        "a zone belongs to one region");
                }
            }
        }
    }
}
