namespace Perdure.Resilience.Bulkheads;

/// <summary>Why a <see cref="Bulkhead"/> turned a request away.</summary>
public enum ShedReason
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>As many wait as may, and none of them is less important.</summary>
    QueueFull,

    /// <summary>There is a standing queue, and already as many wait as can be served within its target.</summary>
    Overloaded,

    /// <summary>It waited, and gave its place in the queue to a more important one.</summary>
    Displaced,

    /// <summary>It waited for as long as one may.</summary>
    QueueTimeout,

    /// <summary>Its deadline can't be met any more.</summary>
    Deadline,
}
