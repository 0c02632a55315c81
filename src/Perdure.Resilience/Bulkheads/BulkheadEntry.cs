namespace Perdure.Resilience.Bulkheads;

/// <summary>What became of a request that asked a <see cref="Bulkhead"/> for a place.</summary>
public enum BulkheadEntry
{
    /// <summary>It has a place, and must leave it.</summary>
    Entered,

    /// <summary>It waits; its <see cref="BulkheadWaiter"/> is told.</summary>
    Queued,

    /// <summary>It is turned away.</summary>
    Shed,
}
