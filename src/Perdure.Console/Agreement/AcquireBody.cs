namespace Perdure.Console.Agreement;

/// <summary>The body of <c>acquire</c>.</summary>
internal sealed record AcquireBody
{
    /// <summary>Who wants the lock; needed unless there is a lease.</summary>
    public string? Owner { get; init; }

    /// <summary>The time to live of the lease. Default: 10s.</summary>
    public string? Ttl { get; init; }

    /// <summary>How long to wait for the lock. Default: 0s; at most 60s.</summary>
    public string? Wait { get; init; }

    /// <summary>The lease of an earlier call: goes on in the same place.</summary>
    public string? Lease { get; init; }
}
