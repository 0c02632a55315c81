namespace Perdure.Resilience.Poison;

/// <summary>The last crashes of a service's instances: whether one request explains them, or something else kills. Not thread-safe.</summary>
internal sealed class CrashLog
{
    private const int Kept = 64;

    // A crash breaks everything that was in flight, and is noticed once for each; nothing is started again and crashes anew so soon.
    private const long SameCrashMs = 500;

    private readonly (string Instance, long AtMs)[] _crashes = new (string, long)[Kept];
    private long _count;

    /// <summary>Notes a crash, once.</summary>
    internal void Add(string instance, long nowMs)
    {
        for (var i = _count - 1; i >= 0 && i >= _count - Kept; i--)
        {
            var (known, atMs) = _crashes[i % Kept];
            if (nowMs - atMs > SameCrashMs) break;
            if (known == instance) return;
        }
        _crashes[_count++ % Kept] = (instance, nowMs);
    }

    /// <summary>Crashes from one time to another, both included; of the last 64.</summary>
    internal int Count(long fromMs, long toMs)
    {
        var count = 0;
        for (var i = _count - 1; i >= 0 && i >= _count - Kept; i--)
        {
            var atMs = _crashes[i % Kept].AtMs;
            if (atMs < fromMs) break;
            if (atMs <= toMs) count++;
        }
        return count;
    }
}
