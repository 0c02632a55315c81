namespace Perdure.Telemetry.Incidents;

/// <summary>
/// How the counters of the routes went on during an incident. It remembers where they stood in the last minutes, because harm is done before an alert
/// fires. Pure; for one caller at a time.
/// </summary>
public sealed class ImpactMeter
{
    /// <summary>How far back an incident can begin, in ms.</summary>
    public const long RememberedMs = 6 * 60_000;

    private const long SlotMs = 10_000;

    private readonly Queue<(long AtMs, Dictionary<string, RouteImpact> Totals)> _before = new();
    private Dictionary<string, RouteImpact>? _counted;
    private long _lastSlotMs = long.MinValue / 2;

    /// <summary>Whether it wants to know where the counters stand although no incident is open.</summary>
    public bool IsDue(long nowMs) => _counted is not null || nowMs - _lastSlotMs >= SlotMs;

    /// <summary>Takes in where the counters stand, and returns by how much they went on since the last time; nothing while no incident is open.</summary>
    /// <param name="totals">All routes.</param>
    /// <param name="nowMs">The time on a monotonic clock.</param>
    /// <param name="openSinceMs">Since when harm is counted, when an incident is open; null when none is.</param>
    public IReadOnlyList<RouteImpact> Look(IReadOnlyList<RouteImpact> totals, long nowMs, long? openSinceMs)
    {
        ArgumentNullException.ThrowIfNull(totals);
        var now = new Dictionary<string, RouteImpact>(totals.Count);
        foreach (var total in totals)
            now[total.Route] = total;
        IReadOnlyList<RouteImpact> went = [];
        if (openSinceMs is { } since)
        {
            var before = _counted ?? At(since);
            if (before is not null)
                went = [.. totals.Select(total => total.Since(before.GetValueOrDefault(total.Route))).Where(more => more.Answered > 0)];
            _counted = now;
        }
        else if (_counted is not null)
        {
            // What was counted is counted: the next one, or the same one opened again, begins here at the earliest.
            _counted = null;
            _before.Clear();
            _before.Enqueue((nowMs, now));
            _lastSlotMs = nowMs;
        }

        if (nowMs - _lastSlotMs >= SlotMs)
        {
            _before.Enqueue((nowMs, now));
            _lastSlotMs = nowMs;
            while (_before.Peek().AtMs < nowMs - RememberedMs)
                _before.Dequeue();
        }

        return went;
    }

    // The last known stand before that time; the first one when there is none.
    private Dictionary<string, RouteImpact>? At(long sinceMs)
    {
        Dictionary<string, RouteImpact>? found = null;
        foreach (var (atMs, totals) in _before)
        {
            if (found is null || atMs <= sinceMs)
                found = totals;
        }

        return found;
    }
}
