namespace Perdure.Client.Locks;

/// <summary>How to hold a lock.</summary>
public sealed record LockOptions
{
    /// <summary>Who holds it, for people that look: 1 to 256 bytes. Default: null, the machine, the process and something random.</summary>
    public string? Owner { get; init; }

    /// <summary>How long the others wait for a holder that died. Default: 10 s; 2 s to 5 min.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long before the local deadline <see cref="Leases.LeaseHold.Lost"/> is cancelled, for work that takes that long to stop.
    /// Default: zero; at most half of <see cref="Ttl"/>.
    /// </summary>
    public TimeSpan Grace { get; init; }
}
