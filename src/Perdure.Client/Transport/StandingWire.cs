namespace Perdure.Client.Transport;

/// <summary>Where one stands in an election or in the queue of a lock.</summary>
internal sealed record StandingWire
{
    public bool Leader { get; init; }

    public bool Held { get; init; }

    public long Token { get; init; }

    public string Lease { get; init; } = "";

    public int Ahead { get; init; }

    public double TtlSeconds { get; init; }

    public bool First => Leader || Held;

    public TimeSpan Ttl => TimeSpan.FromSeconds(TtlSeconds);
}
