namespace Perdure.Client.Transport;

/// <summary>What ends or prolongs a claim.</summary>
internal sealed record ClaimWire(string Id, long Token)
{
    public string? Lease { get; init; }

    public byte[]? ResultBase64 { get; init; }

    public string? Error { get; init; }

    public string? Delay { get; init; }

    public bool? Dead { get; init; }
}
