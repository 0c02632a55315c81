using Perdure.Gateway.Planning;

namespace Perdure.Gateway.Flags;

/// <summary>How many requests the bulkheads have turned away.</summary>
internal static class ShedTotals
{
    /// <summary>On the way to a service: by its own bulkhead and by those of the routes that lead to it.</summary>
    public static long Of(GatewayPlan plan, ServiceRuntime service) => 0;
}
