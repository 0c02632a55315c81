namespace Perdure.Client.Queues;

/// <summary>Does one job; what it returns is kept with it.</summary>
internal delegate Task<ReadOnlyMemory<byte>> JobHandler(LeasedJob job, CancellationToken ends);
