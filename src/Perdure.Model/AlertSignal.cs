namespace Perdure.Model;

/// <summary>What an alerting rule can watch. <see cref="AlertSignals"/> says what each is.</summary>
public enum AlertSignal
{
    /// <summary>Failed requests among those that were answered, of a service or a route.</summary>
    ErrorRatio,

    /// <summary>Requests turned away because there was too much to do, among those that were answered, of a service or a route.</summary>
    ShedRatio,

    /// <summary>The time that half of the requests take at most: to a route in all, to a service each attempt.</summary>
    LatencyP50,

    /// <summary>The time that nine of ten take at most.</summary>
    LatencyP90,

    /// <summary>The time that 99 of 100 take at most.</summary>
    LatencyP99,

    /// <summary>Instances of a service that get regular traffic, among those that nobody drained.</summary>
    Availability,

    /// <summary>How many instances of a service get regular traffic.</summary>
    InstancesAvailable,

    /// <summary>How many instances of a service have a circuit breaker that is open, or tries whether it may close.</summary>
    BreakersOpen,

    /// <summary>The share of its places that a bulkhead of a service or a route has given away.</summary>
    Saturation,

    /// <summary>Jobs of a queue that wait or are worked on.</summary>
    QueueDepth,

    /// <summary>The age of the oldest job of a queue that is not finished.</summary>
    QueueAge,

    /// <summary>Jobs of a queue that were given up.</summary>
    DeadJobs,

    /// <summary>Whether the coordination store is lost or refuses the node.</summary>
    StoreLost,

    /// <summary>Whether the durable store cannot be used.</summary>
    DurabilityLost,

    /// <summary>How full the disk of <c>node.data</c> is.</summary>
    DiskUsed,

    /// <summary>Whether the node turns requests away because of its own CPU or memory.</summary>
    NodeOverloaded,

    /// <summary>Whether the last changed system file was refused.</summary>
    ReloadRefused,

    /// <summary>How long the certificate of a listener is still valid; 0 when it is over.</summary>
    CertificateExpiry,

    /// <summary>How many times as fast as it would just last the error budget of a route burns, over a long time and a twelfth of it: the less of both.</summary>
    BudgetBurn,
}
