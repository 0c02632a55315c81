using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Gateway.Hosting;
using Perdure.Model;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Nodes;

/// <summary>Tiers, the node's guard and bulkheads as the admin API shows them.</summary>
internal static class OverloadView
{
    /// <summary>The tiers, the most important first.</summary>
    public static IReadOnlyList<TierStatus> Tiers(GatewayServer gateway) =>
        [.. Enum.GetValues<Tier>().Select(tier => new TierStatus(KebabCase.Of(tier), gateway.Tiers.Requests(tier), gateway.Tiers.Shed(tier)))];

    /// <summary>Headers that claim a tier; null when no listener takes one and none ever came.</summary>
    public static TierHeaderStatus? Headers(GatewayServer gateway)
    {
        var status = new TierHeaderStatus(gateway.Tiers.HeadersTaken, gateway.Tiers.HeadersIgnored);
        return status is { Taken: 0, Ignored: 0 } && gateway.Model.Listeners.All(listener => listener.TierHeader is null) ? null : status;
    }

    /// <summary>The guard; null when nothing guards the node.</summary>
    public static GuardStatus? Guard(GatewayServer gateway) => gateway.Guard?.Snapshot() is { } guard && guard is not { CpuLimit: null, MemoryLimit: null }
        ? new GuardStatus
        {
            Shedding = guard.Shedding,
            Level = guard.Level,
            Cpu = guard.Cpu,
            LagMs = guard.LagMs,
            CpuLimit = guard.CpuLimit,
            Cpus = guard.Cpus,
            Memory = guard.Memory,
            MemoryLimit = guard.MemoryLimit,
            MemoryBytesMax = guard.MemoryLimitBytes,
            Shed = guard.Shed,
        }
        : null;

    /// <summary>A bulkhead; null when there is none.</summary>
    public static BulkheadStatus? Bulkhead(BulkheadSnapshot? bulkhead) => bulkhead is null ? null : new BulkheadStatus
    {
        Limit = bulkhead.Limit,
        Adaptive = bulkhead.Adaptive,
        InFlight = bulkhead.InFlight,
        Queued = bulkhead.Queued,
        BaselineMs = bulkhead.BaselineUs / 1000.0,
        Entered = bulkhead.Entered,
        Waited = bulkhead.Waited,
        MeanWaitMs = bulkhead.Waited == 0 ? 0 : bulkhead.WaitedTotalUs / 1000.0 / bulkhead.Waited,
        Shed = bulkhead.Shed,
        ShedByTier = Enum.GetValues<Tier>().ToDictionary(KebabCase.Of, tier => bulkhead.ShedOf((int)tier)),
        ShedByReason = Enum.GetValues<ShedReason>().Where(reason => bulkhead.ShedFor(reason) > 0).ToDictionary(KebabCase.Of, bulkhead.ShedFor),
    };
}
