namespace Perdure.Console.Agreement;

/// <summary>The body by which a member joins; with a lease, by which it renews and tells something else.</summary>
internal sealed record MemberBody
{
    /// <summary>Where it is reached.</summary>
    public string? Address { get; init; }

    /// <summary>Its zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Anything else.</summary>
    public string? Data { get; init; }

    /// <summary>The time to live of the lease. Default: 10s.</summary>
    public string? Ttl { get; init; }

    /// <summary>The lease of an earlier call.</summary>
    public string? Lease { get; init; }
}
