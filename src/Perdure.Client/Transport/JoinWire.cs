namespace Perdure.Client.Transport;

/// <summary>The body by which a member joins, and renews.</summary>
internal sealed record JoinWire
{
    public string? Address { get; init; }

    public string? Zone { get; init; }

    public string? Version { get; init; }

    public string? Data { get; init; }

    public required string Ttl { get; init; }

    public string? Lease { get; init; }
}
