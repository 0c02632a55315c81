namespace Perdure.Client.Transport;

/// <summary>The body of a campaign (<c>candidate</c>, <c>value</c>) or of an acquisition (<c>owner</c>).</summary>
internal sealed record EnterWire
{
    public string? Candidate { get; init; }

    public string? Value { get; init; }

    public string? Owner { get; init; }

    public required string Ttl { get; init; }

    public required string Wait { get; init; }

    public string? Lease { get; init; }
}
