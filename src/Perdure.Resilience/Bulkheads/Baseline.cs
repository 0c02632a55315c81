namespace Perdure.Resilience.Bulkheads;

/// <summary>The mean latency of a service without queueing, from windows of live traffic. Not thread-safe.</summary>
internal struct Baseline
{
    private const double Follow = 0.2;
    private const double FarBelow = 0.85;
    private const double FollowDown = 0.5;

    // About as many in flight; and fewer, so that a comparison says something.
    private const double Same = 0.85;
    private const double Fewer = 0.75;

    // Slopes between two numbers in flight: less than this is no queueing, unless the service is just changing.
    private const double QueueingSlope = 0.5;
    private const double FlatSlope = 0.3;
    private const double ChangingSlope = -0.7;

    private LevelMean _reference;
    private LevelMean _fewer;
    private bool _provisional;
    private bool _goneHigher;

    /// <summary>The latency in µs, 0 while it is not known.</summary>
    internal double Us { get; private set; }

    /// <summary>Takes a window into account. <paramref name="free"/>: the limit held nothing back.</summary>
    internal BaselineStep Learn(in LevelMean window, bool free)
    {
        if (Us == 0)
        {
            (Us, _reference, _provisional) = (window.Us, window, !free);
            return free ? BaselineStep.None : BaselineStep.GoHigher;
        }
        if (free)
        {
            Us = _provisional ? window.Us : Us + (Follow * (window.Us - Us));
            _provisional = false;
            return BaselineStep.None;
        }
        if (_provisional) return FindFirst(window);
        if (window.Us < FarBelow * Us) Us += FollowDown * (window.Us - Us);
        return BaselineStep.None;
    }

    /// <summary>
    /// Watches what fewer in flight do to the latency while there seems to be a queue: if nothing, there is none, and the service has become slower.
    /// </summary>
    internal void Watch(in LevelMean window, bool queueing)
    {
        if (!queueing || _reference.Count == 0)
        {
            (_reference, _fewer) = (queueing ? window : default, default);
            return;
        }
        if (window.InFlight > Same * _reference.InFlight)
        {
            // Of about as many in flight what came last counts: the service may be changing.
            _reference = window.InFlight * Same > _reference.InFlight || Math.Abs(Math.Log(window.Us / _reference.Us)) > 0.5 ? window : _reference.Add(window);
            _fewer = default;
            return;
        }
        if (window.InFlight > Fewer * _reference.InFlight) return;
        _fewer = _fewer.Count == 0 ? window : _fewer.Add(window);
        if (_fewer.SlopeFrom(_reference) is not { } slope) return;
        if (slope is < FlatSlope and > ChangingSlope) Us = _fewer.Us;
        (_reference, _fewer) = (_fewer, default);
    }

    // Nothing but the limit so far. With more in flight it shows whether that is queueing; if so, down until it is not.
    private BaselineStep FindFirst(in LevelMean window)
    {
        if (window.SlopeFrom(_reference) is not { } slope)
        {
            if (window.InFlight is var n && n > Same * _reference.InFlight && n * Same < _reference.InFlight) _reference = _reference.Add(window);
            return _goneHigher ? BaselineStep.None : BaselineStep.GoHigher;
        }
        Us = Math.Min(Us, window.Us);
        if (slope < QueueingSlope)
        {
            _provisional = false;
            return BaselineStep.None;
        }
        (_goneHigher, _reference) = (true, window.InFlight < _reference.InFlight ? window : _reference);
        return BaselineStep.GoLower;
    }
}
