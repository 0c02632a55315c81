namespace Perdure.Telemetry.Alerting.Signals;

/// <summary>
/// How far counters went in the last while: a ring of what they stood at, at most some 60 times. Pure; for one caller at a time.
/// </summary>
/// <param name="columns">How many counters.</param>
/// <param name="overMs">The time to look back, in ms, at least 1 s.</param>
internal sealed class CounterWindow(int columns, long overMs)
{
    private const int SlotsMax = 60;
    private const long SlotMsMin = 500;

    private readonly long _slotMs = Math.Max(SlotMsMin, overMs / SlotsMax);
    private readonly Queue<(long AtMs, long[] Counts)> _before = new();
    private readonly long[] _now = new long[columns];
    private long _lastSlotMs;

    /// <summary>When it last took something in; null before.</summary>
    public long? SeenMs { get; private set; }

    /// <summary>Takes in what the counters stand at now. One that fell was made anew: then everything begins anew.</summary>
    public void Add(long nowMs, ReadOnlySpan<long> counts)
    {
        for (var at = 0; at < columns; at++)
        {
            if (counts[at] < _now[at])
                _before.Clear();
            _now[at] = counts[at];
        }

        SeenMs = nowMs;
        if (_before.Count == 0 || nowMs - _lastSlotMs >= _slotMs)
        {
            _before.Enqueue((nowMs, [.. _now]));
            _lastSlotMs = nowMs;
        }

        // The oldest that is kept is the youngest that is old enough.
        while (_before.Count > 1 && _before.ElementAt(1).AtMs <= nowMs - overMs)
            _before.Dequeue();
    }

    /// <summary>How far a counter went.</summary>
    public long Delta(int column) => _before.Count == 0 ? 0 : _now[column] - _before.Peek().Counts[column];

    /// <summary>How far all of them went, together.</summary>
    public long Sum()
    {
        long sum = 0;
        for (var at = 0; at < columns; at++)
            sum += Delta(at);
        return sum;
    }
}
