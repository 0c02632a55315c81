namespace Perdure.Load.Tests;

/// <summary>A clock that moves only when a test moves it. Thread-safe.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _nowTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _nowTicks);

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How many timers wait for their time.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _timers.Count(t => t.DueTicks != long.MaxValue);
        }
    }

    /// <summary>Jumps ahead, then fires each timer that became due on the way once, in order of their due times.</summary>
    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_lock)
        {
            var now = _nowTicks + by.Ticks;
            Volatile.Write(ref _nowTicks, now);
            due = [.. _timers.Where(t => t.DueTicks <= now).OrderBy(t => t.DueTicks)];
            foreach (var timer in due) timer.DueTicks = timer.PeriodTicks > 0 ? now + timer.PeriodTicks : long.MaxValue;
        }
        foreach (var timer in due) timer.Fire();
    }

    private sealed class Timer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        public long DueTicks { get; set; } = long.MaxValue;

        public long PeriodTicks { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                DueTicks = dueTime < TimeSpan.Zero ? long.MaxValue : owner._nowTicks + dueTime.Ticks;
                PeriodTicks = period > TimeSpan.Zero ? period.Ticks : 0;
                if (!owner._timers.Contains(this)) owner._timers.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (owner._lock) owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
