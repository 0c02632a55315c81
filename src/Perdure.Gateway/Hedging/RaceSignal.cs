using System.Threading.Tasks.Sources;

namespace Perdure.Gateway.Hedging;

/// <summary>
/// Events, as bits, from any threads to one waiter. Nothing is lost, equal ones become one; no lock and no allocation. Reused.
/// </summary>
internal sealed class RaceSignal : IValueTaskSource
{
    private const int Waiting = 1 << 30;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Tells an event. Thread-safe.</summary>
    public void Raise(int bit) => Wake(Interlocked.Or(ref _state, bit));

    /// <summary>Completes when an event has been told. One waiter at a time.</summary>
    public ValueTask WhenRaised()
    {
        _core.Reset();
        var before = Interlocked.Or(ref _state, Waiting);
        // It came in between, and whoever told it did not see the waiter; or did, and then it wakes it.
        if (before != 0 && TryStopWaiting())
            return ValueTask.CompletedTask;
        return new ValueTask(this, _core.Version);
    }

    /// <summary>The events since the last time.</summary>
    public int Take() => Interlocked.And(ref _state, Waiting) & ~Waiting;

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Wake(int before)
    {
        if ((before & Waiting) != 0 && TryStopWaiting())
            _core.SetResult(true);
    }

    private bool TryStopWaiting() => (Interlocked.And(ref _state, ~Waiting) & Waiting) != 0;
}
