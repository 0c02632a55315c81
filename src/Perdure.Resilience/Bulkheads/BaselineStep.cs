namespace Perdure.Resilience.Bulkheads;

/// <summary>What a <see cref="Baseline"/> needs next.</summary>
internal enum BaselineStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Fewer in flight: everything seen so far was seen under full load, and may have been queueing.</summary>
    GoLower,
}
