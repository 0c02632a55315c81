namespace Perdure.Resilience.RateLimiting;

/// <summary>Says of each request whether it is within a limit. Thread-safe; takes no lock and allocates nothing for a known key.</summary>
public abstract class RateLimiter
{
    private protected RateLimiter(LimitRule rule) => Rule = rule;

    /// <summary>The rule.</summary>
    public LimitRule Rule { get; }

    /// <summary>Takes one request out of the key's bucket, if it is there.</summary>
    /// <param name="key">What is counted separately.</param>
    /// <param name="nowMs">The time on a monotonic clock, 0 or later, in ms.</param>
    public abstract LimitVerdict TryTake(UInt128 key, long nowMs);
}
