namespace Perdure.Resilience.Retrying;

/// <summary>Exponential back-off with full jitter.</summary>
public static class Backoff
{
    /// <summary>
    /// The wait before a retry: uniform in [0, min(max, base × 2^(retry − 1))]. The jitter is applied after the clamp, so that it is not lost
    /// at the cap. Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
    /// </summary>
    /// <param name="retry">The number of the retry, from 1.</param>
    /// <param name="baseMs">The bound of the first wait, in ms.</param>
    /// <param name="maxMs">The bound of any wait, in ms.</param>
    /// <param name="random">64 fresh random bits.</param>
    public static long DelayMs(int retry, long baseMs, long maxMs, ulong random)
    {
        if (baseMs <= 0 || maxMs <= 0) return 0;
        var doublings = Math.Clamp(retry - 1, 0, 62);
        var bound = baseMs > maxMs >> doublings ? maxMs : baseMs << doublings;
        return (long)Math.BigMul(random, (ulong)bound + 1, out _);
    }
}
