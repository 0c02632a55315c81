namespace Perdure.Client.Transport;

/// <summary>Jobs that were leased.</summary>
internal sealed record LeasedWire(IReadOnlyList<LeasedJobWire> Jobs);
