namespace Perdure.Resilience.RateLimiting;

/// <summary>Whether a request is within its limit.</summary>
/// <param name="Admitted">Whether it is.</param>
/// <param name="Remaining">Requests that could follow at once.</param>
/// <param name="RetryAfterMs">When the next one would be within the limit, in ms; 0 for an admitted one.</param>
public readonly record struct LimitVerdict(bool Admitted, int Remaining, long RetryAfterMs);
