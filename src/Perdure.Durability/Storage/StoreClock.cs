namespace Perdure.Durability.Storage;

/// <summary>
/// The time of a store: the wall clock's, but it never goes back. When the wall clock steps back, this clock goes on evenly until the
/// wall clock has caught up; when it steps forward, this one follows. Thread-safe.
/// </summary>
public sealed class StoreClock
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _anchorMs;
    private long _anchorTimestamp;

    /// <summary>Begins with the wall clock's time.</summary>
    public StoreClock(TimeProvider time) => (_time, _anchorMs, _anchorTimestamp) = (time, time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());

    /// <summary>Now, in Unix ms; not less than any time before.</summary>
    public long NowMs()
    {
        lock (_lock)
        {
            var (wall, timestamp) = (_time.GetUtcNow().ToUnixTimeMilliseconds(), _time.GetTimestamp());
            var even = _anchorMs + (long)_time.GetElapsedTime(_anchorTimestamp, timestamp).TotalMilliseconds;
            if (wall < even) return even;
            (_anchorMs, _anchorTimestamp) = (wall, timestamp);
            return wall;
        }
    }
}
