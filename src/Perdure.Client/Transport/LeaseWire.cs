namespace Perdure.Client.Transport;

/// <summary>A body that names a lease.</summary>
internal sealed record LeaseWire(string Lease);
