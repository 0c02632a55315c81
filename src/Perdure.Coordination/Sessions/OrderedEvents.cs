using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Sessions;

/// <summary>Hands events to handlers one after another in the order in which they were added, whichever threads add them. Thread-safe.</summary>
internal sealed class OrderedEvents<T>(string what, ILogger? log)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _queue = new();
    private bool _handing;

    public event Action<T>? Handlers;

    /// <summary>Adds one; may be called while holding a lock that handlers take, as nothing is handed out before <see cref="HandOut"/>.</summary>
    public void Add(T happened)
    {
        lock (_lock) _queue.Enqueue(happened);
    }

    /// <summary>Calls a handler. Handlers promise not to throw; one that does must not end the loop that keeps a lease.</summary>
    private void Hand(Action<T> handler, T happened)
    {
        try
        {
            handler(happened);
        }
        catch (Exception fault)
        {
            log?.HandlerFault(what, fault);
        }
    }

    /// <summary>Hands out what was added, unless another thread is doing that.</summary>
    public void HandOut()
    {
        while (true)
        {
            T next;
            lock (_lock)
            {
                if (_handing || !_queue.TryDequeue(out next!)) return;
                _handing = true;
            }
            foreach (var handler in Delegate.EnumerateInvocationList(Handlers)) Hand(handler, next);
            lock (_lock) _handing = false;
        }
    }
}
