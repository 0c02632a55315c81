namespace Perdure.Gateway.Tests.Guarding;

/// <summary>A clock that the test moves on, with one timer that fires on the test's thread. Other threads that ask for the time can be held.</summary>
internal sealed class SteppedTime : TimeProvider, IDisposable
{
    private readonly ManualResetEventSlim _free = new(initialState: true);
    private readonly int _own = Environment.CurrentManagedThreadId;
    private long _nowUs;
    private OneTimer? _timer;

    public override long TimestampFrequency => 1_000_000;

    /// <summary>From here on other threads don't learn the time.</summary>
    public void HoldOthers() => _free.Reset();

    public void Release() => _free.Set();

    public void Step(int ms)
    {
        Volatile.Write(ref _nowUs, _nowUs + (ms * 1_000L));
        _timer?.Fire();
    }

    public override long GetTimestamp()
    {
        if (Environment.CurrentManagedThreadId != _own)
            _free.Wait();
        return Volatile.Read(ref _nowUs);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer = new OneTimer(callback, state);

    public void Dispose()
    {
        _free.Set();
        _free.Dispose();
    }

    private sealed class OneTimer(TimerCallback callback, object? state) : ITimer
    {
        private bool _armed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _armed = dueTime != Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Fire()
        {
            if (_armed)
                callback(state);
        }

        public void Dispose() => _armed = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
