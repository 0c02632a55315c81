using System.Collections.Immutable;

namespace Perdure.Telemetry.Requests;

/// <summary>Lets a few people watch requests go by. While nobody does, it costs nothing. Thread-safe.</summary>
public sealed class RequestTap
{
    /// <summary>So many watch at a time at most.</summary>
    public const int ListenersMax = 20;

    private ImmutableArray<TapListener> _listeners = [];

    internal bool IsWatched => !_listeners.IsEmpty;

    /// <summary>Begins to watch, until disposed; null when too many do already.</summary>
    public TapListener? Listen(TapFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var listener = new TapListener(this, filter);
        return ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Length < ListenersMax ? all.Add(one) : all, listener) ? listener : null;
    }

    internal void Leave(TapListener listener) => ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Remove(one), listener);

    internal void Offer(in RequestRecord record)
    {
        foreach (var listener in _listeners)
            listener.Offer(record);
    }
}
