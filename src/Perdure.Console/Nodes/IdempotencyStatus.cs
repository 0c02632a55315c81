namespace Perdure.Console.Nodes;

/// <summary>What became of a route's requests that carry an <c>Idempotency-Key</c>, since the start of the node.</summary>
public sealed record IdempotencyStatus
{
    /// <summary>Sent to the service, as the first of their key.</summary>
    public long Executed { get; init; }

    /// <summary>Answered with the answer of the first one.</summary>
    public long Replayed { get; init; }

    /// <summary>Refused for their key: missing, malformed, or used for another request.</summary>
    public long Refused { get; init; }

    /// <summary>Refused because the first one was in flight.</summary>
    public long InFlight { get; init; }

    /// <summary>Refused because it was not known whether the first one took effect.</summary>
    public long Unknown { get; init; }

    /// <summary>Unknown ones of which the service said that the first one took effect.</summary>
    public long Reconciled { get; init; }

    /// <summary>Unknown ones of which the service said that the first one did not take effect; they were executed.</summary>
    public long Freed { get; init; }

    /// <summary>Refused because the store could not be used.</summary>
    public long StoreLost { get; init; }
}
