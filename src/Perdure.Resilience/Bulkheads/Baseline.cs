namespace Perdure.Resilience.Bulkheads;

/// <summary>The mean latency of a service without queueing, from windows of live traffic. Not thread-safe.</summary>
internal struct Baseline
{
    private const double Follow = 0.2;
    private const double FollowBusier = 0.01;
    private const double FollowDown = 0.5;

    // Standard errors of a window's mean, which is taken to scatter as much as it is long.
    private const double SurelyBelow = 3;

    // About as many in flight.
    private const double Same = 0.07;
    private const double Alike = 0.15;

    // Slopes between two numbers in flight: from here on all that is more only waits, and up to here nothing does.
    private const double QueueingSlope = 0.65;
    private const double FlatSlope = 0.3;

    private const double Lower = 0.6;
    private const int HoldMost = 20;

    private LevelMean _reference;
    private LevelMean _other;
    private double _level;
    private bool _provisional;
    private int _held;

    /// <summary>The latency in µs, 0 while it is not known.</summary>
    internal double Us { get; private set; }

    /// <summary>Takes a window into account. <paramref name="free"/>: the limit held nothing back.</summary>
    internal BaselineStep Learn(in LevelMean window, bool free)
    {
        if (Us == 0 || (free && _provisional))
        {
            (Us, _level, _reference, _other, _provisional) = (window.Us, window.InFlight, window, default, !free);
            return BaselineStep.None;
        }
        if (free)
        {
            Age(window);
            (_reference, _other) = (default, default);
            return BaselineStep.None;
        }
        if (_provisional) return FindFirst(window);
        if (window.Us < Us * (1 - (SurelyBelow / Math.Sqrt(window.Count)))) Us += FollowDown * (window.Us - Us);
        Watch(window);
        return BaselineStep.None;
    }

    // What counts is the latency with the fewest in flight that there are now and then; that of busier times only when there are no others any more.
    private void Age(in LevelMean window)
    {
        var follow = window.InFlight < (1 + Alike) * _level ? Follow : FollowBusier;
        _level += follow * (window.InFlight - _level);
        Us += (window.Us < Us ? Follow : follow) * (window.Us - Us);
    }

    // Whether there really is a queue shows when fewer are in flight: if the latency stays, nothing had waited, and the service has become slower.
    private void Watch(in LevelMean window)
    {
        if (_reference.Count == 0 || Math.Log(window.InFlight / _reference.InFlight) is var distance && distance > Same)
        {
            (_reference, _other) = (window, default);
            return;
        }
        if (distance > -Same)
        {
            // What came last counts: the service may be changing.
            _reference = Math.Abs(Math.Log(window.Us / _reference.Us)) > 0.5 ? window : _reference.Add(window);
            return;
        }
        Gather(window);
        if (_other.SlopeFrom(_reference) is not { } slope) return;
        if (slope < FlatSlope) Us = Math.Max(Us, _other.Us);
        (_reference, _other) = (_other, default);
    }

    // The limit has been in the way from the first window on, so that may have been queueing. With more in flight it shows; if so, down until
    // fewer take no less time.
    private BaselineStep FindFirst(in LevelMean window)
    {
        if (Math.Abs(Math.Log(window.InFlight / _reference.InFlight)) < Same && _held == 0) _reference = _reference.Add(window);
        else Gather(window);
        var slope = _other.Count == 0 ? null : _other.SlopeFrom(_reference);
        if (slope is null)
        {
            if (_held == 0) return BaselineStep.None;
            if (_held++ < HoldMost) return BaselineStep.Hold;
            // It can't go lower: what it is here will have to do.
            (Us, _provisional, _held) = (window.Us, false, 0);
            return BaselineStep.None;
        }
        var lower = _other.InFlight < _reference.InFlight ? _other : _reference;
        Us = lower.Us;
        (_reference, _other) = (lower, default);
        if (slope < QueueingSlope)
        {
            (_provisional, _held) = (false, 0);
            return BaselineStep.None;
        }
        _held = 1;
        return BaselineStep.GoLower;
    }

    private void Gather(in LevelMean window) =>
        _other = _other.Count > 0 && Math.Abs(Math.Log(window.InFlight / _other.InFlight)) < Alike ? _other.Add(window) : window;

    /// <summary>The limit for <see cref="BaselineStep.GoLower"/>.</summary>
    internal readonly double LowerLimit => Lower * _reference.InFlight;
}
