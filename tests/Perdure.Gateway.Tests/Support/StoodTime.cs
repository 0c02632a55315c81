namespace Perdure.Gateway.Tests.Support;

/// <summary>
/// A clock that stands until the test moves it, so that nothing gets older by itself. Timers go on in real time, but those of the length
/// <paramref name="held"/> wait for the test. Thread-safe.
/// </summary>
internal sealed class StoodTime(TimeSpan? held = null) : TimeProvider
{
    // Of whole seconds, as the dates of answers are.
    private readonly DateTimeOffset _began = DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds());
    private readonly List<HeldTimer> _held = [];
    private long _nowUs;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => Interlocked.Read(ref _nowUs);

    public override DateTimeOffset GetUtcNow() => _began.AddMicroseconds(GetTimestamp());

    /// <summary>Moves the clock on.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _nowUs, (long)time.TotalMicroseconds);

    /// <summary>Lets the timers fire that were held.</summary>
    public void FireHeld()
    {
        HeldTimer[] due;
        lock (_held)
            due = [.. _held];
        foreach (var timer in due)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != held)
            return System.CreateTimer(callback, state, dueTime, period);
        var timer = new HeldTimer(this, callback, state);
        lock (_held)
            _held.Add(timer);
        return timer;
    }

    private sealed class HeldTimer(StoodTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _done;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
                Dispose();
            return true;
        }

        public void Fire()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
                callback(state);
        }

        public void Dispose()
        {
            Volatile.Write(ref _done, 1);
            lock (time._held)
                time._held.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
