using Perdure.Durability.Storage;

namespace Perdure.Durability.Queues;

/// <summary>How a <see cref="QueueWorker"/> works.</summary>
public sealed record QueueWorkerOptions
{
    /// <summary>Of which queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Who works, for people to read: the node's name, for instance.</summary>
    public required string Worker { get; init; }

    /// <summary>How many jobs at a time, 1 to 1,000. Default: 8.</summary>
    public int ConcurrencyMax { get; init; } = 8;

    /// <summary>How long a claim holds; it is renewed each third of that. Default: 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When failed jobs are tried again. Default: five tries, waits from 1 s that double.</summary>
    public RetryRule Retry { get; init; } = new();

    /// <summary>How often it looks for jobs without being woken. Default: 1 s.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the jitter comes from. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Asked before jobs are claimed how many of the free places may be filled now, 1 to as many as are free; it waits while none may. Default: all.
    /// </summary>
    public Func<int, CancellationToken, ValueTask<int>>? Admit { get; init; }

    /// <summary>Told what became of an attempt once it is written, and whether the job is dead. Default: nothing.</summary>
    public Action<ClaimedJob, JobOutcome, bool>? Settled { get; init; }

    /// <summary>Told of what the worker could not do, and goes on from: the store was not reached, a claim was lost. Default: nothing.</summary>
    public Action<string, Exception?>? Trouble { get; init; }
}
