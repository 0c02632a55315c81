using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>One time of leading, from winning to losing. Thread-safe.</summary>
public sealed class LeadershipTerm
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _deadline;
    private volatile bool _ended;

    internal LeadershipTerm(TimeProvider clock, string key, long token, long deadline)
    {
        _clock = clock;
        _deadline = deadline;
        Token = token;
        Guard = Compare.CreatedAt(key, token);
        Lost = _lost.Token;
        _timer = clock.CreateTimer(static term => ((LeadershipTerm)term!).AtDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    /// <summary>The fencing token; greater than that of every leader before.</summary>
    public long Token { get; }

    /// <summary>Whether this process may act as leader at this moment; reads the clock at each call. Once the term has ended it stays false.</summary>
    public bool Holds => !_ended && _clock.GetTimestamp() < Volatile.Read(ref _deadline);

    /// <summary>How long it may still act without a renewal; zero when the term has ended.</summary>
    public TimeSpan Left => Holds && LeaseTiming.Until(_clock, Volatile.Read(ref _deadline)) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Cancelled when the term ends: at the local deadline at the latest, which is before the lease can end at the store.</summary>
    public CancellationToken Lost { get; }

    /// <summary>The guard for writes of the leader: holds at the store for as long as this candidate is in the queue with this token.</summary>
    public Compare Guard { get; }

    /// <summary>Goes on after a verified renewal; false when the term had ended before: it never comes back.</summary>
    internal bool Extend(long deadline)
    {
        lock (_lock)
        {
            if (!Holds) return false;
            if (deadline > _deadline) Volatile.Write(ref _deadline, deadline);
            return true;
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
        }
        _timer.Dispose();
        try
        {
            _lost.Cancel();
        }
        catch (AggregateException)
        {
            // What those who were told do wrong must not keep the others from being told, nor the lease from being ended.
        }
    }

    private void AtDeadline()
    {
        if (Holds) Arm();
        else End();
    }

    private void Arm()
    {
        _timer.Change(LeaseTiming.LookAfter(_clock, Volatile.Read(ref _deadline)), Timeout.InfiniteTimeSpan);
    }
}
