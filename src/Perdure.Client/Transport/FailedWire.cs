namespace Perdure.Client.Transport;

/// <summary>What became of a job whose attempt failed.</summary>
internal sealed record FailedWire(string State, DateTimeOffset? DueAt);
