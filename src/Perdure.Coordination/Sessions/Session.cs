using Perdure.Coordination.Queues;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Sessions;

/// <summary>
/// Keeps one lease alive for as long as this process lives, from a loop of its own, and gets another when it is lost. Thread-safe.
/// </summary>
/// <remarks>
/// A lease that could not be renewed in time is lost here, by this process's own clock, before it can have ended at the store for want of a
/// renewal; a store may end it all the same (see <see cref="ICoordinator.KeepsRenewals"/>), which the next renewal finds out. So no
/// leadership and no lock stands on a session: they have leases of their own. When it turns out later that the store still has it, it is gained
/// again; otherwise another one is.
/// </remarks>
public sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly OrderedEvents<SessionChange> _events;
    private readonly ICoordinator _coordinator;
    private readonly SessionOptions _options;
    private readonly Random _random;
    private readonly ITimer _timer;
    private readonly Task _loop;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lease;
    private long _deadline;
    private bool _told;
    private volatile CoordinationException? _closed;

    private Session(ICoordinator coordinator, SessionOptions options)
    {
        CoordinationNames.CheckTtl(options.Ttl);
        _coordinator = coordinator;
        _options = options;
        _events = new OrderedEvents<SessionChange>("changes of a session", options.Log);
        _random = new Random((int)(options.Seed ^ (options.Seed >> 32)));
        _timer = coordinator.Clock.CreateTimer(static session => ((Session)session!).AtDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Begins; returns at once, the lease comes when the store answers.</summary>
    /// <exception cref="ArgumentException">The time to live is out of range.</exception>
    public static Session Start(ICoordinator coordinator, SessionOptions options) => new(coordinator, options);

    /// <summary>The lease; 0 while there is none. It may be about to end: see <see cref="Alive"/>.</summary>
    public long Lease => Volatile.Read(ref _lease);

    /// <summary>
    /// Whether the lease can be relied upon at this moment. The clock is read at each call, so it is false after a pause longer than the
    /// lease even before anything else in the process has noticed.
    /// </summary>
    public bool Alive => Lease != 0 && _coordinator.Clock.GetTimestamp() < Volatile.Read(ref _deadline);

    /// <summary>Why there is no lease to rely on; null while there is one or the first is still awaited.</summary>
    public string? Problem { get; private set; }

    /// <summary>Raised, in order and outside of locks, when a lease is gained or lost. Handlers return fast and do not throw.</summary>
    public event Action<SessionChange>? Changed
    {
        add => _events.Handlers += value;
        remove => _events.Handlers -= value;
    }

    /// <summary>Waits until there is a lease to rely on.</summary>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    /// <exception cref="CoordinationException">The coordinator has been closed, so that no lease will come.</exception>
    public async ValueTask<long> LeaseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
                if (_closed is { } closed) throw new CoordinationException(closed.Failure, closed.Message, closed);
                if (Alive) return _lease;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the lease at the store (or leaves it to expire when the store cannot be reached).</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _loop;
        var lease = Lease;
        Lose("the session was ended", forget: true);
        await _timer.DisposeAsync();
        if (lease != 0) await Repeat.EndAsync(_coordinator, lease);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await StepAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                Problem = $"{_coordinator.Status.Location}: the lease could not be renewed in time; it is tried again";
                pause = Spread(LeaseTiming.RetryAfter(_options.Ttl));
            }
            catch (CoordinationException e)
            {
                Problem = e.Message;
                if (e.Failure == CoordinationFailure.Closed)
                {
                    // Whoever waits for a lease would wait in vain. The one there is lives on until its deadline.
                    _closed = e;
                    lock (_lock) _changed.TrySetResult();
                    return;
                }
                pause = Spread(e.IsTransient ? LeaseTiming.RetryAfter(_options.Ttl) : AfterRefusal);
            }
            catch (Exception fault)
            {
                // Without this loop the node would lose all that hangs on its lease, and never get it again.
                Problem = fault.Message;
                _options.Log?.LoopFault("a session", fault);
                pause = Spread(AfterRefusal);
            }
            try
            {
                await Task.Delay(pause, _coordinator.Clock, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Gets or renews the lease; the result is when to renew it.</summary>
    private async Task<TimeSpan> StepAsync(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(LeaseTiming.TryFor(_options.Ttl), _coordinator.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var lease = Lease;
        var grant = lease == 0 ? await _coordinator.GrantAsync(_options.Ttl, stop) : await _coordinator.RenewAsync(lease, either.Token);
        if (!grant.Alive)
        {
            Lose("the store had ended the lease", forget: true);
            return TimeSpan.Zero;
        }
        Gain(grant);
        return LeaseTiming.RenewEvery(grant.Ttl);
    }

    private void Gain(LeaseGrant grant)
    {
        lock (_lock)
        {
            Volatile.Write(ref _deadline, LeaseTiming.Deadline(_coordinator.Clock, grant.DeadlineTimestamp, grant.Ttl));
            Volatile.Write(ref _lease, grant.Id);
            var alive = Alive;
            if (alive) Problem = null;
            if (alive && !_told)
            {
                _told = true;
                _events.Add(new SessionChange(true, grant.Id, ""));
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            Arm();
        }
        _events.HandOut();
    }

    private void Lose(string reason, bool forget)
    {
        lock (_lock)
        {
            TellLost_NeedsLock(reason);
            if (forget) Volatile.Write(ref _lease, 0);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        _events.HandOut();
    }

    private void AtDeadline()
    {
        lock (_lock)
        {
            if (!_told) return;
            if (Alive) Arm();
            else TellLost_NeedsLock(Problem ?? "the lease was not renewed in time");
        }
        _events.HandOut();
    }

    private void TellLost_NeedsLock(string reason)
    {
        if (!_told) return;
        _told = false;
        Problem = reason;
        _events.Add(new SessionChange(false, _lease, reason));
    }

    private void Arm()
    {
        _timer.Change(LeaseTiming.LookAfter(_coordinator.Clock, _deadline), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Spread(TimeSpan pause) => pause * (0.5 + _random.NextDouble());
}
