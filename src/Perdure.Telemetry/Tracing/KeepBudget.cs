namespace Perdure.Telemetry.Tracing;

/// <summary>
/// How many traces a second are kept that nobody had sampled: an outage in which every request fails must not make the node write books about it while it has
/// enough to do. Thread-safe; a few more or less at the turn of a second do no harm.
/// </summary>
internal sealed class KeepBudget
{
    /// <summary>Traces a second at most.</summary>
    public const int PerSecond = 500;

    private long _second = long.MinValue;
    private int _taken;

    /// <summary>Whether there is room for one more.</summary>
    public bool TryTake(long nowUs)
    {
        var second = nowUs / 1_000_000;
        var known = Interlocked.Read(ref _second);
        if (known != second && Interlocked.CompareExchange(ref _second, second, known) == known)
            Volatile.Write(ref _taken, 0);
        return Interlocked.Increment(ref _taken) <= PerSecond;
    }
}
