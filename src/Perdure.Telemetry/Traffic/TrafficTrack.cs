using Perdure.Gateway.Metering;

namespace Perdure.Telemetry.Traffic;

/// <summary>The last 15 minutes of one route, or of all together. Takes its memory with the first request. For one caller at a time.</summary>
internal sealed class TrafficTrack
{
    /// <summary>How many seconds are kept.</summary>
    public const int PointsMax = 900;

    private TrafficPoint[]? _ring;
    private TrafficCounts _before = new();
    private TrafficCounts _now = new();
    private long _count;

    /// <summary>
    /// The newest point; of a route without traffic the first quiet one, so that nothing changes as long as nothing happens. Null before the first request.
    /// </summary>
    public TrafficPoint? Latest { get; private set; }

    /// <summary>Sets out from where a meter stands, as for one that was not looked at before.</summary>
    public void Begin(RouteMeter meter)
    {
        _now.Read(meter, _before);
        (_before, _now) = (_now, _before);
    }

    /// <summary>How far a meter went since the last time.</summary>
    public void Step(RouteMeter meter, TrafficCounts delta)
    {
        _now.Read(meter, _before);
        delta.SetDelta(_before, _now);
        (_before, _now) = (_now, _before);
    }

    /// <summary>Adds a second.</summary>
    public void Add(in TrafficPoint point, bool always)
    {
        if (_ring is null)
        {
            if (point.IsQuiet && !always)
                return;
            _ring = new TrafficPoint[PointsMax];
        }

        _ring[_count++ % PointsMax] = point;
        if (always || !point.IsQuiet || Latest is not { IsQuiet: true })
            Latest = point;
    }

    /// <summary>The newest points, oldest first.</summary>
    public TrafficPoint[] Last(int seconds)
    {
        if (_ring is null)
            return [];
        var points = new TrafficPoint[Math.Min(Math.Min(seconds, PointsMax), _count)];
        for (var at = 0; at < points.Length; at++)
            points[at] = _ring[(_count - points.Length + at) % PointsMax];
        return points;
    }
}
