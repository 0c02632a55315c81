using Perdure.Console.Alerts;
using Perdure.Console.Objectives;

namespace Perdure.Console.Nodes;

/// <summary>The answer of <c>GET /api/v1/status</c>.</summary>
public sealed record NodeStatus
{
    /// <summary>The node's id, unique among the nodes of the system.</summary>
    public required string Node { get; init; }

    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary><c>starting</c>, <c>ready</c>, <c>draining</c>, <c>handed-over</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>The version of the executable.</summary>
    public required string Version { get; init; }

    /// <summary>When the node began to serve.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The plan in force.</summary>
    public required PlanStatus Plan { get; init; }

    /// <summary>The last attempt to load a changed file; null before the first one.</summary>
    public ReloadStatus? LastReload { get; init; }

    /// <summary>The sockets that are open for clients.</summary>
    public required IReadOnlyList<ListenerStatus> Listeners { get; init; }

    /// <summary>How the node stands with the others.</summary>
    public CoordinationStatus? Coordination { get; init; }

    /// <summary>The durable store; null when the system file declares none.</summary>
    public DurabilityStatus? Durability { get; init; }

    /// <summary>What alerts; null while nothing watches.</summary>
    public AlertSummary? Alerts { get; init; }

    /// <summary>The error budgets; null when no route has an objective.</summary>
    public ObjectiveSummary? Objectives { get; init; }

    /// <summary>What all services together have done since the start.</summary>
    public required RequestTotals Totals { get; init; }

    /// <summary>The tiers, the most important first.</summary>
    public IReadOnlyList<TierStatus> Tiers { get; init; } = [];

    /// <summary>What became of headers that claim a tier; null when no listener has one.</summary>
    public TierHeaderStatus? TierHeaders { get; init; }

    /// <summary>How the node guards itself; null when nothing guards it.</summary>
    public GuardStatus? Guard { get; init; }

    /// <summary>The memory of the caches; null when no route has a cache.</summary>
    public CacheStoreStatus? Cache { get; init; }

    /// <summary>The routes, in the order of the system file.</summary>
    public IReadOnlyList<RouteStatus> Routes { get; init; } = [];
}
