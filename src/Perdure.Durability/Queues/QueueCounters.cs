namespace Perdure.Durability.Queues;

/// <summary>What has happened to the jobs of a queue on this node since it started. Thread-safe.</summary>
public sealed class QueueCounters
{
    private long _enqueued;
    private long _skipped;
    private long _leased;
    private long _recovered;
    private long _completed;
    private long _failed;
    private long _dead;

    /// <summary>Jobs that were accepted.</summary>
    public long Enqueued => Interlocked.Read(ref _enqueued);

    /// <summary>Jobs that were not added because the queue had their dedupe key.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Jobs that were handed to workers.</summary>
    public long Leased => Interlocked.Read(ref _leased);

    /// <summary>Those of them whose worker before let the lease run out.</summary>
    public long Recovered => Interlocked.Read(ref _recovered);

    /// <summary>Jobs that were completed.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Attempts that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Jobs that were given up.</summary>
    public long Dead => Interlocked.Read(ref _dead);

    /// <summary>Counts jobs that came in.</summary>
    public void CountEnqueued(int added, int skipped)
    {
        Interlocked.Add(ref _enqueued, added);
        Interlocked.Add(ref _skipped, skipped);
    }

    /// <summary>Counts a job that was handed to a worker.</summary>
    public void CountLeased(bool recovered)
    {
        Interlocked.Increment(ref _leased);
        if (recovered)
            Interlocked.Increment(ref _recovered);
    }

    /// <summary>Counts a job that was completed.</summary>
    public void CountCompleted() => Interlocked.Increment(ref _completed);

    /// <summary>Counts an attempt that failed, and the job when it was given up.</summary>
    public void CountFailed(bool dead)
    {
        Interlocked.Increment(ref _failed);
        if (dead)
            Interlocked.Increment(ref _dead);
    }
}
