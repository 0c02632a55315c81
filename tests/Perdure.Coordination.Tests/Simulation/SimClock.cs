namespace Perdure.Coordination.Tests.Simulation;

/// <summary>A process's clock: its rate may be wrong, and its wall clock jumps.</summary>
internal sealed class SimClock(SimProcess process, double rate) : TimeProvider
{
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the wall clock has been stepped.</summary>
    public TimeSpan WallStep { get; set; }

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => (long)(process.World.NowUs * rate);

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromMicroseconds(GetTimestamp()) + WallStep;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero) throw new NotSupportedException();
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime >= TimeSpan.Zero)
            {
                clock.Owner.World.After((long)Math.Ceiling(dueTime.TotalMicroseconds / clock.Rate), clock.Owner, () =>
                {
                    if (version == _version) callback(state);
                });
            }
            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private double Rate => rate;

    private SimProcess Owner => process;
}
