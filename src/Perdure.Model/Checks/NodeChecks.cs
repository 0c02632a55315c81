using Perdure.Model.Reading;
using Perdure.Model.Shapes;

namespace Perdure.Model.Checks;

/// <summary>Settles who and where the node is: command line before environment before file, and regions by the topology.</summary>
internal static class NodeChecks
{
    /// <summary>The model with its node settled, and with the region of every instance.</summary>
    public static SystemModel Settle(SystemModel model, ReadContext context)
    {
        var options = context.Options;
        var (id, _) = Override(context, "id", options.Node, "--node", "PERDURE_NODE");
        var (zone, zoneSource) = Override(context, "zone", options.Zone, "--zone", "PERDURE_ZONE");
        var (region, regionSource) = Override(context, "region", options.Region, "--region", "PERDURE_REGION");

        // One file serves all nodes: a zone from outside brings its region along, unless that comes from outside too.
        var settledZone = zone ?? model.Node.Zone;
        var regionOfZone = settledZone is null ? null : model.Topology.RegionOf(settledZone);
        var settledRegion = region ?? (zone is not null && regionOfZone is not null ? regionOfZone : model.Node.Region ?? regionOfZone);
        if (settledZone is not null)
        {
            TopologyChecks.CheckZone(TopologyChecks.ZonesOf(model), context, Paths.Node.Key("zone"), settledZone, zoneSource);
        }

        if (settledRegion is not null)
        {
            TopologyChecks.CheckRegion(model, context, Paths.Node.Key("region"), settledRegion, settledZone, regionSource);
        }

        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, zones) in model.Topology.Regions.Select(r => (r.Name, r.Zones)))
        {
            foreach (var each in zones)
            {
                regions.TryAdd(each, name);
            }
        }

        return model with
        {
            Node = model.Node with { Id = id ?? model.Node.Id, Zone = settledZone, Region = settledRegion },
            Services = [.. model.Services.Select(s => s with { Instances = [.. s.Instances.Select(i => WithRegion(i, regions))] })],
        };
    }

    private static InstanceModel WithRegion(InstanceModel instance, Dictionary<string, string> regions) =>
        instance.Zone is { } zone ? instance with { Region = regions.GetValueOrDefault(zone) } : instance;

    private static (string? Value, string Source) Override(
        ReadContext context, string key, string? option, string optionName, string variable)
    {
        var fromEnvironment = context.Options.Environment(variable);
        var (value, source) = option is not null ? (option, optionName) : (fromEnvironment, variable);
        if (option is null && string.IsNullOrEmpty(fromEnvironment))
        {
            return (null, "");
        }

        if (Texts.IsName(value!))
        {
            return (value, $" (from {source})");
        }

        var path = Paths.Node.Key(key);
        context.Error(
            DiagnosticKind.Environment,
            path,
            context.ValueAt(path),
            $"expected {Texts.NameWhat}, found {Quoted.Text(value!)} (from {source})",
            $"set {source} to such a name");
        return (null, "");
    }
}
