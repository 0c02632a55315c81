namespace Perdure.Resilience.RateLimiting;

/// <summary>One bucket for all requests.</summary>
public sealed class TokenBucket(LimitRule rule) : RateLimiter(rule)
{
    private long _fullAt;

    /// <inheritdoc/>
    public override LimitVerdict TryTake(UInt128 key, long nowMs) => Rule.Take(ref _fullAt, nowMs);
}
