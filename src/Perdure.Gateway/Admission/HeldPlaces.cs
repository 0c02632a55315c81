using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Admission;

/// <summary>The places that an exchange has taken: in its route's bulkhead, in its service's, or both. One request at a time; not thread-safe.</summary>
internal sealed class HeldPlaces
{
    private Bulkhead? _first;
    private Bulkhead? _second;

    /// <summary>Whether it has none.</summary>
    public bool IsEmpty => _first is null && _second is null;

    /// <summary>Notes that a place was taken. Returns what <see cref="Leave"/> is to be called with.</summary>
    public int Take(Bulkhead bulkhead)
    {
        if (_first is null)
        {
            _first = bulkhead;
            return 0;
        }

        _second = bulkhead;
        return 1;
    }

    /// <summary>Gives a place back, unless it was already.</summary>
    public void Leave(int place, long nowUs)
    {
        var bulkhead = place == 0 ? _first : _second;
        if (place == 0)
            _first = null;
        else
            _second = null;
        bulkhead?.Leave(nowUs);
    }

    /// <summary>Gives all of them back: what follows may last for hours and is no work of the service any more (an upgraded connection).</summary>
    public void LeaveAll(long nowUs)
    {
        Leave(1, nowUs);
        Leave(0, nowUs);
    }

    /// <summary>How long an attempt took, for limits that are found from that. <paramref name="inTime"/>: there was an answer.</summary>
    public void Record(long latencyUs, bool inTime, long nowUs)
    {
        _first?.Record(latencyUs, inTime, nowUs);
        _second?.Record(latencyUs, inTime, nowUs);
    }
}
