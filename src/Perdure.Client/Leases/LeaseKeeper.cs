namespace Perdure.Client.Leases;

/// <summary>
/// Renews one lease in the background and knows up to when it may be relied upon: counted from before the last good renewal was sent, a margin
/// taken off. Once lost it stays lost. Thread-safe.
/// </summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly LeaseTimes _times;
    private readonly Func<TimeSpan, CancellationToken, Task<bool>> _renew;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private readonly Task _renewing;
    private long _deadline;
    private int _loss;

    /// <summary>Begins to keep a lease that was renewed by a request sent at <paramref name="sent"/>.</summary>
    /// <param name="clock">Deadlines and timers.</param>
    /// <param name="times">The times of the lease.</param>
    /// <param name="sent">Timestamp from before the last renewal was sent.</param>
    /// <param name="renew">Renews, with a time-out for each node; false: the lease is gone. Any <see cref="PerdureException"/> is tried again.</param>
    public LeaseKeeper(TimeProvider clock, LeaseTimes times, long sent, Func<TimeSpan, CancellationToken, Task<bool>> renew)
    {
        (_clock, _times, _renew) = (clock, times, renew);
        Lost = _lost.Token;
        _deadline = DeadlineOf(sent);
        _timer = clock.CreateTimer(static keeper => ((LeaseKeeper)keeper!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        OnTimer();
        _renewing = RenewAsync(sent);
    }

    /// <summary>Cancelled when it is lost, at the local deadline less the grace at the latest.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why; looks at the clock.</summary>
    public LeaseLoss Loss
    {
        get
        {
            if (Volatile.Read(ref _loss) == (int)LeaseLoss.None && Until(Volatile.Read(ref _deadline)) <= _times.Grace)
                LoseIfLate();
            return (LeaseLoss)Volatile.Read(ref _loss);
        }
    }

    /// <summary>How long it is until the local deadline, whether lost or not; at least zero.</summary>
    public TimeSpan Remaining => Until(Volatile.Read(ref _deadline)) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Stops renewing; nothing is held from here on.</summary>
    public async Task ReleaseAsync()
    {
        Lose(LeaseLoss.Released);
        await _renewing.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RenewAsync(long sent)
    {
        var pause = _times.RenewEvery - _clock.GetElapsedTime(sent);
        while (Loss == LeaseLoss.None)
        {
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _clock, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Loss != LeaseLoss.None)
                return;
            sent = _clock.GetTimestamp();
            try
            {
                if (await _renew(_times.TryFor, _stopping.Token).ConfigureAwait(false))
                    Extend(sent);
                else
                    Lose(LeaseLoss.Gone);
                pause = _times.RenewEvery - _clock.GetElapsedTime(sent);
            }
            catch (PerdureException)
            {
                // Whatever it was, a token that is being changed included: only the deadline ends the tries.
                pause = _times.RetryAfter;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // A handler of the caller's that throws what nobody expects is one more renewal that failed, and not the end of all of them.
                pause = _times.RetryAfter;
            }
        }
    }

    private void Extend(long sent)
    {
        lock (_lock)
        {
            // An answer that comes after the deadline comes too late: whoever looked meanwhile was told that it is lost.
            if (Loss == LeaseLoss.None)
                Volatile.Write(ref _deadline, DeadlineOf(sent));
        }
    }

    private void LoseIfLate()
    {
        lock (_lock)
        {
            if (Until(_deadline) <= _times.Grace)
                Lose(LeaseLoss.NotRenewed);
        }
    }

    private void Lose(LeaseLoss loss)
    {
        if (Interlocked.CompareExchange(ref _loss, (int)loss, (int)LeaseLoss.None) != (int)LeaseLoss.None)
            return;

        // What hangs on the tokens runs elsewhere; the tokens are cancelled when this returns.
        _ = _stopping.CancelAsync();
        _ = _lost.CancelAsync();
    }

    // The timer is not set anew at each renewal: when it fires it looks how much there is left, at least once a second, because timers stand
    // still while the machine sleeps and the clock does not.
    private void OnTimer()
    {
        if (Loss != LeaseLoss.None)
            return;
        var left = Until(Volatile.Read(ref _deadline)) - _times.Grace;
        _timer.Change(left > s_lookEvery ? s_lookEvery : left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private long DeadlineOf(long sent) => sent + (long)(_times.Good.TotalSeconds * _clock.TimestampFrequency);

    private TimeSpan Until(long timestamp) => _clock.GetElapsedTime(_clock.GetTimestamp(), timestamp);
}
