namespace Perdure.Resilience.Bulkheads;

/// <summary>
/// Finds how many requests a service can work on at once, from how long its answers take. By Little's law, of n requests in flight
/// n · (1 − T₀ / T) wait somewhere in the service, if T is their mean latency and T₀ the one without queueing; the limit is moved so that this
/// is about √L + L / 10 at a limit of L. Thread-safe; recording is two interlocked additions.
/// </summary>
/// <remarks>
/// The estimate of the queue is TCP Vegas' (Brakmo, O'Malley, Peterson 1994; for requests: Netflix concurrency-limits), the aim is the square root
/// of Gradient2, as staffing for random arrivals has it, and a tenth for instances that are not loaded quite alike. The baseline T₀ comes from live
/// traffic: from windows with few in flight; it is never found out by turning requests away. A service that has become slower is told from one
/// that queues by its slope: when fewer are in flight and the latency stays, nothing had been waiting. Time-outs say nothing about the latency;
/// many of them hold the limit, and when most requests end so it falls, towards the floor.
/// </remarks>
public sealed class AdaptiveLimit
{
    private const int Initial = 20;
    private const int CountShift = 44;
    private const long SumMask = (1L << CountShift) - 1;

    // A window is long enough to mean something, and to show what the last change did.
    private const int FewestSamples = 64;
    private const long ShortestUs = 20_000;
    private const long LongestUs = 1_000_000;
    private const double LatenciesPerWindow = 1.5;

    // A single latency counts as so many times the usual at most: one bad instance is not the service.
    private const int MostTimesUsual = 4;

    // With fewer in flight than this part of the limit it holds nothing back, and need not grow.
    private const double Free = 0.75;

    private const double Gain = 0.5;
    private const double FallMost = 0.7;
    private const double TimedOutFall = 0.9;
    private const double TimedOutMany = 0.1;
    private const double TimedOutMost = 0.5;

    private readonly Lock _lock = new();
    private long _latencies;
    private long _occupancy;
    private long _timedOut;
    private long _windowUs;
    private long _clampUs = long.MaxValue;
    private double _limit;
    private double _lastUs;
    private int _published;
    private int _min;
    private int _max;
    private Baseline _baseline;

    /// <summary>Begins with a limit of 20, or what is nearest to it within the bounds.</summary>
    public AdaptiveLimit(int min, int max, long nowUs)
    {
        _min = min;
        _max = max;
        _windowUs = nowUs;
        _limit = Math.Clamp(Initial, min, max);
        _published = (int)_limit;
    }

    /// <summary>The limit.</summary>
    public int Limit => Volatile.Read(ref _published);

    /// <summary>What is taken for the mean latency without queueing, in µs; 0 while it is not known.</summary>
    public long BaselineUs => (long)_baseline.Us;

    /// <summary>Other bounds.</summary>
    public void Change(int min, int max)
    {
        lock (_lock)
        {
            (_min, _max) = (min, max);
            Publish(_limit);
        }
    }

    /// <summary>Counts an answer, or a request that was given up for want of one. Returns whether the limit has changed.</summary>
    /// <param name="latencyUs">From sending to the head of the answer, in µs.</param>
    /// <param name="inFlight">How many are in flight now, this one included.</param>
    /// <param name="inTime">Whether there was an answer.</param>
    /// <param name="nowUs">The time.</param>
    public bool Record(long latencyUs, int inFlight, bool inTime, long nowUs)
    {
        long count;
        if (inTime)
        {
            Interlocked.Add(ref _occupancy, inFlight);
            var us = Math.Clamp(latencyUs, 1, Volatile.Read(ref _clampUs));
            count = Interlocked.Add(ref _latencies, (1L << CountShift) + us) >> CountShift;
        }
        else
        {
            count = Interlocked.Increment(ref _timedOut) + (Volatile.Read(ref _latencies) >> CountShift);
        }
        var tookUs = nowUs - Volatile.Read(ref _windowUs);
        if (tookUs < ShortestUs || (count < FewestSamples && tookUs < LongestUs) || tookUs < LatenciesPerWindow * _lastUs) return false;
        if (!_lock.TryEnter()) return false;
        try
        {
            return nowUs - _windowUs >= ShortestUs && Close(nowUs);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private bool Close(long nowUs)
    {
        var latencies = Interlocked.Exchange(ref _latencies, 0);
        var occupancy = Interlocked.Exchange(ref _occupancy, 0);
        var timedOut = Interlocked.Exchange(ref _timedOut, 0);
        Volatile.Write(ref _windowUs, nowUs);
        var count = latencies >> CountShift;
        var before = _published;
        if (timedOut > 0 && timedOut >= TimedOutMost * (timedOut + count)) Publish(_limit * TimedOutFall);
        else if (count > 0)
        {
            var meanUs = (double)(latencies & SumMask) / count;
            var isFirst = _lastUs == 0;
            _lastUs = Math.Min(meanUs, LongestUs);
            Volatile.Write(ref _clampUs, (long)(MostTimesUsual * meanUs));
            // Of the first requests those come first that take the shortest.
            if (!isFirst) Move(new LevelMean(meanUs, (double)occupancy / count, count), mayGrow: timedOut < TimedOutMany * (timedOut + count));
        }
        return _published != before;
    }

    private void Move(in LevelMean window, bool mayGrow)
    {
        var free = window.InFlight < Free * _limit;
        switch (_baseline.Learn(window, free))
        {
            case BaselineStep.Hold:
                return;
            case BaselineStep.GoLower:
                Publish(_baseline.LowerLimit);
                return;
        }
        var queued = window.InFlight * Math.Max(0, 1 - (_baseline.Us / window.Us));
        var aim = Math.Sqrt(_limit) + (_limit / 10);
        if (!free && queued > aim) Publish(Math.Max(_limit * FallMost, _limit - (Gain * (queued - aim))));
        else if (!free && mayGrow) Publish(_limit + (queued < aim / 2 ? Math.Max(aim, _limit / 4) : Gain * (aim - queued)));
    }

    private void Publish(double limit)
    {
        _limit = Math.Clamp(limit, _min, _max);
        Volatile.Write(ref _published, (int)Math.Round(_limit));
    }
}
