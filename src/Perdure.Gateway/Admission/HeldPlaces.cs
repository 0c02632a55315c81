using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Admission;

/// <summary>The places that an exchange has taken: in its route's bulkhead, in its service's, or both. One request at a time; not thread-safe.</summary>
internal sealed class HeldPlaces
{
    private Bulkhead? _first;
    private Bulkhead? _second;

    /// <summary>Whether it has none.</summary>
    public bool IsEmpty => _first is null && _second is null;

    /// <summary>Notes that a place was taken; <see cref="LeaveAll"/> must follow before a third.</summary>
    public void Take(Bulkhead bulkhead)
    {
        if (_first is null)
            _first = bulkhead;
        else
            _second = bulkhead;
    }

    /// <summary>Gives them back, if there are any.</summary>
    public void LeaveAll(long nowUs)
    {
        var (first, second) = (_first, _second);
        (_first, _second) = (null, null);
        second?.Leave(nowUs);
        first?.Leave(nowUs);
    }

    /// <summary>How long an attempt took, for limits that are found from that. <paramref name="inTime"/>: there was an answer.</summary>
    public void Record(long latencyUs, bool inTime, long nowUs)
    {
        _first?.Record(latencyUs, inTime, nowUs);
        _second?.Record(latencyUs, inTime, nowUs);
    }
}
