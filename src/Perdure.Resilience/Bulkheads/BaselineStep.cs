namespace Perdure.Resilience.Bulkheads;

/// <summary>What a <see cref="Baseline"/> needs of the limit.</summary>
internal enum BaselineStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>That it stays.</summary>
    Hold,

    /// <summary>Fewer in flight: all that was seen so far was queueing.</summary>
    GoLower,
}
