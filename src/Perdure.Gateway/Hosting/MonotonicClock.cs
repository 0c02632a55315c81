namespace Perdure.Gateway.Hosting;

/// <summary>Milliseconds and microseconds since the gateway was built, from a clock that never goes backwards. Thread-safe.</summary>
public sealed class MonotonicClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly double _usPerTick;

    /// <summary>Starts counting now.</summary>
    public MonotonicClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _usPerTick = 1_000_000d / time.TimestampFrequency;
        Started = time.GetUtcNow();
    }

    /// <summary>The wall-clock time at which this clock read zero.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Microseconds since the start.</summary>
    public long NowUs => (long)((_time.GetTimestamp() - _origin) * _usPerTick);

    /// <summary>Milliseconds since the start: the time of every resilience policy.</summary>
    public long NowMs => NowUs / 1000;
}
