namespace Perdure.Client.Transport;

/// <summary>How to lease.</summary>
internal sealed record LeaseJobsWire(int Max, string Lease, string Wait, string Worker);
