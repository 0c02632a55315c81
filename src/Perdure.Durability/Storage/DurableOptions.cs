using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Perdure.Durability.Storage;

/// <summary>How a store works; the same for each engine. All nodes on one store should have the same.</summary>
public sealed record DurableOptions
{
    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where it logs. Default: nowhere.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>How long a call waits for the disk or the server at most. Default: 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs a queue holds that are not done (dead ones count). Default: 1,000,000.</summary>
    public long QueueDepthMax { get; init; } = 1_000_000;

    /// <summary>The same for single queues by name. Default: none.</summary>
    public IReadOnlyDictionary<string, long> QueueDepthMaxOf { get; init; } = new Dictionary<string, long>();

    /// <summary>How many queues there may be. Default: 1,000.</summary>
    public int QueuesMax { get; init; } = 1_000;

    /// <summary>How long done jobs are kept with their results, counted when they are done. Default: 24 h.</summary>
    public TimeSpan DoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long dead jobs are kept, counted when they die; null: until they are purged. Default: null.</summary>
    public TimeSpan? DeadRetention { get; init; }

    /// <summary>How long records of idempotency are kept. Default: 24 h.</summary>
    public TimeSpan IdempotencyRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many there may be. Default: 1,000,000.</summary>
    public long IdempotencyRecordsMax { get; init; } = 1_000_000;

    /// <summary>How many checkpoints of a job are kept, the current one among them, 1 to 100. Default: 10.</summary>
    public int CheckpointHistoryMax { get; init; } = 10;

    /// <summary>Of how many jobs there may be checkpoints, deleted ones whose fencing token is remembered among them. Default: 100,000.</summary>
    public long CheckpointJobsMax { get; init; } = 100_000;

    /// <summary>How long the fencing token of a deleted checkpoint is remembered. Default: 7 days.</summary>
    public TimeSpan FencingRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many jobs this queue may hold.</summary>
    public long DepthMaxOf(string queue) => QueueDepthMaxOf.TryGetValue(queue, out var max) ? max : QueueDepthMax;
}
