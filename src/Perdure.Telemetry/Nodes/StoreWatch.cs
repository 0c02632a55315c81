using Perdure.Coordination.Storage;

namespace Perdure.Telemetry.Nodes;

/// <summary>
/// Watches how a node stands with its coordination store, so that a loss between two looks is counted too. Time is measured on a clock that no step of
/// the wall clock moves. Thread-safe.
/// </summary>
public sealed class StoreWatch : IDisposable
{
    private readonly ICoordinator? _coordinator;
    private readonly Func<StoreStatus> _current;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private StoreState _state;
    private long _since;
    private long _losses;
    private TimeSpan _lost;

    /// <summary>Watches from now on.</summary>
    public StoreWatch(ICoordinator coordinator, TimeProvider time)
        : this(() => coordinator.Status, time)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        _coordinator = coordinator;
        coordinator.StatusChanged += OnStatus;
    }

    internal StoreWatch(Func<StoreStatus> current, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_current, _time) = (current, time);
        _since = time.GetTimestamp();
        OnStatus(current());
    }

    /// <summary><c>embedded</c> or <c>etcd</c>.</summary>
    public string Engine => _current().Engine;

    /// <summary>How it stands now.</summary>
    public StoreSample Sample()
    {
        // A status that is set before its event comes is believed at once.
        OnStatus(_current());
        lock (_lock)
        {
            var lasting = _time.GetElapsedTime(_since);
            return new StoreSample(_state, lasting, _losses, IsUsable(_state) ? _lost : _lost + lasting);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_coordinator is not null)
            _coordinator.StatusChanged -= OnStatus;
    }

    internal void OnStatus(StoreStatus status)
    {
        lock (_lock)
        {
            if (status.State == _state)
                return;
            var now = _time.GetTimestamp();
            if (!IsUsable(_state))
                _lost += _time.GetElapsedTime(_since, now);
            if (IsUsable(_state) && !IsUsable(status.State))
                _losses++;
            (_state, _since) = (status.State, now);
        }
    }

    // The first contact is neither: until it is made nothing was lost.
    private static bool IsUsable(StoreState state) => state is StoreState.Connected or StoreState.Connecting;
}
