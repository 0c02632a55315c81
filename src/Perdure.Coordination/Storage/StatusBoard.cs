using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Storage;

/// <summary>Holds a <see cref="StoreStatus"/> and tells of its changes: on the pool, one at a time, in order. Thread-safe.</summary>
internal sealed class StatusBoard(StoreStatus first, TimeProvider clock, ILogger log)
{
    private readonly Lock _lock = new();
    private readonly Queue<StoreStatus> _untold = new();
    private volatile StoreStatus _current = first;
    private bool _telling;

    /// <summary>Raised when state or problem have changed.</summary>
    public event Action<StoreStatus>? Changed;

    /// <summary>How it is now.</summary>
    public StoreStatus Current => _current;

    /// <summary>Sets state and problem, and by <paramref name="with"/> whatever else; <see cref="StoreStatus.Since"/> moves with the state.</summary>
    /// <returns>Whether state or problem have changed.</returns>
    public bool Set(StoreState state, string? problem, Func<StoreStatus, StoreStatus>? with = null)
    {
        var seen = _current;
        if (with is null && seen.State == state && seen.Problem == problem) return false;
        lock (_lock)
        {
            var old = _current;
            var now = old with { State = state, Problem = problem, Since = old.State == state ? old.Since : clock.GetUtcNow() };
            if (with is not null) now = with(now);
            _current = now;
            if (old.State == state && old.Problem == problem) return false;
            // Who subscribes later must not be told what was so before.
            if (Changed is null) return true;
            _untold.Enqueue(now);
            if (_telling) return true;
            _telling = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static board => board.Tell(), this, preferLocal: false);
        return true;
    }

    private void Tell()
    {
        while (true)
        {
            StoreStatus next;
            lock (_lock)
            {
                if (!_untold.TryDequeue(out next!))
                {
                    _telling = false;
                    return;
                }
            }

            foreach (var handler in Delegate.EnumerateInvocationList(Changed))
            {
                try
                {
                    handler(next);
                }
                catch (Exception fault)
                {
                    // On a thread of the pool, where it would end the process.
                    log.HandlerFault("changes of the store's status", fault);
                }
            }
        }
    }
}
