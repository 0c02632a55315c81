namespace Perdure.Durability.Queues;

/// <summary>When a failed job is tried again: after a wait that doubles, with jitter, until it has been tried often enough. Pure.</summary>
public sealed record RetryRule
{
    /// <summary>How often a job is tried before it is dead, at least 1. Default: 5.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The wait after the first failure. Default: 1 s.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait. Default: 5 min.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much of the wait is random, 0 to 1, so that jobs that failed together do not return together. Default: 0.5.</summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>When a job is due again whose attempt of this number (from 1) failed just now, in Unix ms; null: it is dead.</summary>
    /// <param name="attempt">Which attempt failed.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="random">A random number, 0 to less than 1.</param>
    public long? NextMs(int attempt, long nowMs, double random)
    {
        if (attempt >= AttemptsMax) return null;
        // Beyond 2^30 the longest wait rules in any case.
        var waitMs = Math.Min(First.TotalMilliseconds * (1L << Math.Clamp(attempt - 1, 0, 30)), Longest.TotalMilliseconds);
        return nowMs + (long)(waitMs * (1 - (Jitter * random)));
    }
}
