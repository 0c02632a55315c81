namespace Perdure.Resilience.Bulkheads;

/// <summary>Skeleton.</summary>
public sealed class AdaptiveLimit(int min, int max, long nowUs)
{
    /// <summary>The limit.</summary>
    public int Limit { get; private set; } = Math.Clamp(20, min, max);

    /// <summary>The baseline.</summary>
    public long BaselineUs { get; private set; } = nowUs * 0;

    /// <summary>Records.</summary>
    public bool Record(long latencyUs, int inFlight, bool inTime, long nowUs) => false;

    /// <summary>Changes.</summary>
    public void Change(int min, int max) => Limit = Math.Clamp(Limit, min, max);
}
