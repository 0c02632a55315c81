namespace Perdure.Coordination.Tests.Support;

/// <summary>The system's clock with timers that fire many times as fast: pauses between tries cost a test next to nothing. Thread-safe.</summary>
internal sealed class QuickTime(int factor) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Quick(dueTime), Quick(period)), this);

    private TimeSpan Quick(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / factor;

    private sealed class Timer(ITimer inner, QuickTime owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(owner.Quick(dueTime), owner.Quick(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
