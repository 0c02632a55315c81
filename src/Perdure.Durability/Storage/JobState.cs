namespace Perdure.Durability.Storage;

/// <summary>How it stands with a job.</summary>
public enum JobState
{
    /// <summary>It waits: for a worker, for its time, or for an older one of its group.</summary>
    Pending,

    /// <summary>A worker has it, under a lease that has not run out.</summary>
    Claimed,

    /// <summary>It was completed.</summary>
    Done,

    /// <summary>It was given up; its payload and last error are kept.</summary>
    Dead,
}
