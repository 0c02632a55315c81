namespace Perdure.Model;

/// <summary>A queue of jobs: how often each is tried, when again, and how many there may be.</summary>
public sealed record QueueModel
{
    /// <summary>The queue's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>How often a job is tried before it is dead. Range: 1 to 1,000. Default: 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The wait after the first failed attempt; it doubles with each. Range: 10 ms to 24 h. Default: 1 s.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between attempts; at least <see cref="Backoff"/>. Range: 10 ms to 24 h. Default: 5 min.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A job whose attempt fails this long after it was enqueued is dead, whatever attempts it has left; null = never. Range: 1 s to 8,760 h. Default: null.</summary>
    public TimeSpan? DeadLetterAfter { get; init; }

    /// <summary>How many jobs it holds that are not done, dead ones among them. Range: 1 to 100,000,000. Default: 1,000,000.</summary>
    public int MaxDepth { get; init; } = 1_000_000;
}
