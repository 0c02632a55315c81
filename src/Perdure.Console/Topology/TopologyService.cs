using Perdure.Model;

namespace Perdure.Console.Topology;

/// <summary>A service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DependsOn">The services that it needs.</param>
/// <param name="Instances">Its instances.</param>
public sealed record TopologyService(string Name, IReadOnlyList<string> DependsOn, IReadOnlyList<TopologyInstance> Instances)
{
    internal static TopologyService Of(ServiceModel service) => new(
        service.Name, service.DependsOn, [.. service.Instances.Select(instance => new TopologyInstance(instance.Id, instance.Zone, instance.Role == InstanceRole.Standby))]);
}
