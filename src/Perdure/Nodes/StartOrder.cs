using System.Collections.Immutable;
using Perdure.Model;

namespace Perdure.Nodes;

/// <summary>The order in which services start: what a service depends on comes before it, otherwise as the file has it.</summary>
internal static class StartOrder
{
    /// <summary>The services in that order. Names that are not in the list are passed over; a circle is cut where it closes.</summary>
    public static ImmutableArray<ServiceModel> Of(ImmutableArray<ServiceModel> services)
    {
        var byName = services.ToDictionary(service => service.Name);
        var seen = new HashSet<string>();
        var order = ImmutableArray.CreateBuilder<ServiceModel>(services.Length);
        foreach (var service in services)
            Visit(service);
        return order.MoveToImmutable();

        void Visit(ServiceModel service)
        {
            if (!seen.Add(service.Name))
                return;
            foreach (var name in service.DependsOn)
            {
                if (byName.TryGetValue(name, out var needed))
                    Visit(needed);
            }

            order.Add(service);
        }
    }
}
