namespace Perdure.Gateway.Tests.Support;

/// <summary>
/// The system's time, but for timers of one length: a test says when they are due, and they fire late, as those of a busy machine do that were
/// taken out to be fired when they were stopped. Thread-safe.
/// </summary>
/// <param name="length">How long the timers are armed for that the test has in hand.</param>
internal sealed class TardyTime(TimeSpan length) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Tardy> _armed = [];
    private long _ahead;

    /// <summary>Whether they fire when they are stopped or armed anew; otherwise by <see cref="Fire"/> alone.</summary>
    public bool FiresWhenChanged { get; set; }

    public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _ahead);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Tardy(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Their time has come, and they have not fired yet.</summary>
    public void Pass() => Volatile.Write(ref _ahead, (long)(length.TotalSeconds * TimestampFrequency));

    /// <summary>Fires all that have ever been armed.</summary>
    public void Fire()
    {
        Tardy[] armed;
        lock (_lock)
        {
            armed = [.. _armed];
            _armed.Clear();
        }

        foreach (var timer in armed) timer.Run();
    }

    private sealed class Tardy(TardyTime owner, TimerCallback callback, object? state) : ITimer
    {
        private readonly ITimer _real = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == owner.Length)
            {
                lock (owner._lock) owner._armed.Add(this);
                return _real.Change(Timeout.InfiniteTimeSpan, period);
            }

            bool wasArmed;
            lock (owner._lock) wasArmed = owner.FiresWhenChanged && owner._armed.Remove(this);
            if (wasArmed) Run();
            return _real.Change(dueTime, period);
        }

        public void Dispose() => _real.Dispose();

        public ValueTask DisposeAsync() => _real.DisposeAsync();
    }

    private TimeSpan Length => length;
}
