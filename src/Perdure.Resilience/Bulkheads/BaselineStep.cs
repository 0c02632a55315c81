namespace Perdure.Resilience.Bulkheads;

/// <summary>What a <see cref="Baseline"/> needs next.</summary>
internal enum BaselineStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>More in flight: all that was seen so far was at the limit, and whether that is queueing shows with more.</summary>
    GoHigher,

    /// <summary>Fewer in flight: all that was seen so far was queueing.</summary>
    GoLower,
}
