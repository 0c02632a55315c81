namespace Perdure.Coordination.Embedded;

/// <summary>Wakes a writer when its store has something to do by itself. Not thread-safe, but for the waking.</summary>
internal sealed class StoreTimer : IDisposable
{
    // Longer than any timer may be set for, so that what is far away is looked at again on the way.
    private const long FarMs = 3_600_000;
    private readonly EmbeddedStore _store;
    private readonly ITimer _timer;
    private readonly Action _wake;
    private long _armedForMs = long.MaxValue;
    private volatile bool _spent = true;

    /// <summary>A timer that is not set.</summary>
    public StoreTimer(EmbeddedStore store, TimeProvider clock, Action wake)
    {
        (_store, _wake) = (store, wake);
        _timer = clock.CreateTimer(static state => ((StoreTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets it for what comes next.</summary>
    public void Arm()
    {
        var (dueMs, nowMs) = (_store.DueMs, _store.NowMs);
        // A timer may fire a moment early; then it has to be set again for the same time.
        if (dueMs == _armedForMs && !_spent) return;
        (_armedForMs, _spent) = (dueMs, false);
        // Never zero: a moment that has passed already must not fire within this call.
        _timer.Change(dueMs == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp(dueMs - nowMs, 1, FarMs)), Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        _spent = true;
        _wake();
    }
}
