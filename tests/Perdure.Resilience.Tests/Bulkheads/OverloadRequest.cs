using Perdure.Resilience.Bulkheads;
using Perdure.Resilience.Pools;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>One try of a client's request.</summary>
internal sealed class OverloadRequest(Action<OverloadRequest, ShedReason> decided) : BulkheadWaiter
{
    /// <summary>When the client first meant it, and when this try was sent.</summary>
    internal long IntendedUs { get; init; }

    internal long SentUs { get; init; }

    internal int Try { get; init; }

    internal int Tier { get; init; }

    internal int PriorityDrawn { get; init; }

    internal Selection Selection { get; set; }

    internal long ServedUs { get; set; }

    internal bool HoldsPlace { get; set; }

    internal bool Over { get; set; }

    protected internal override void OnDecided(ShedReason reason) => decided(this, reason);
}
