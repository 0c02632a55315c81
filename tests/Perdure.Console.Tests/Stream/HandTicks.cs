namespace Perdure.Console.Tests.Stream;

/// <summary>The system's clock, but what is done again and again is done when the test says so, and at no other time.</summary>
internal sealed class HandTicks : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Ticker> _tickers = [];

    /// <summary>How many there are that wait for a tick.</summary>
    public int Tickers
    {
        get
        {
            lock (_lock)
                return _tickers.Count;
        }
    }

    public void Tick()
    {
        Ticker[] all;
        lock (_lock)
            all = [.. _tickers];
        foreach (var ticker in all)
            ticker.Tick();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period <= TimeSpan.Zero)
            return base.CreateTimer(callback, state, dueTime, period);
        var ticker = new Ticker(this, callback, state);
        lock (_lock)
            _tickers.Add(ticker);
        return ticker;
    }

    private void Remove(Ticker ticker)
    {
        lock (_lock)
            _tickers.Remove(ticker);
    }

    private sealed class Ticker(HandTicks owner, TimerCallback callback, object? state) : ITimer
    {
        public void Tick() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => owner.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
