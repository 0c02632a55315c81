namespace Perdure.Client.Transport;

/// <summary>The answer to a member that joined or renewed.</summary>
internal sealed record JoinedWire
{
    public string Lease { get; init; } = "";

    public double TtlSeconds { get; init; }

    public TimeSpan Ttl => TimeSpan.FromSeconds(TtlSeconds);
}
