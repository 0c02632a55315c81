using Perdure.Coordination.Queues;
using Perdure.Coordination.Sessions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Elections;

/// <summary>
/// Campaigns for as long as it lives: enters, waits, leads, and after a loss enters again under a new lease, so that each term has a greater
/// token. Thread-safe.
/// </summary>
public sealed class Leadership : IAsyncDisposable
{
    private static readonly TimeSpan WaitAtOnce = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly OrderedEvents<LeadershipTerm> _won;
    private readonly FencedQueue _queue;
    private readonly LeadershipOptions _options;
    private readonly QueueEntry _entry;
    private readonly Random _random;
    private readonly Task _loop;
    private volatile LeadershipTerm? _term;
    private volatile string? _problem;
    private QueueStanding? _leaving;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Leadership(ICoordinator coordinator, LeadershipOptions options)
    {
        CoordinationNames.CheckName(options.Election, "election");
        CoordinationNames.CheckTtl(options.Ttl);
        _entry = new QueueEntry(CoordinationNames.CheckCandidate(options.Candidate, "candidate"), CoordinationNames.CheckValue(options.Value, "value of the candidate"));
        _queue = new FencedQueue(coordinator, QueueKind.Election);
        _options = options;
        _won = new OrderedEvents<LeadershipTerm>($"won terms of {options.Election}", options.Log);
        _random = new Random((int)(options.Seed ^ (options.Seed >> 32)));
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Begins; returns at once.</summary>
    /// <exception cref="ArgumentException">A name or the time to live is out of range.</exception>
    public static Leadership Start(ICoordinator coordinator, LeadershipOptions options) => new(coordinator, options);

    /// <summary>Whether this process leads at this moment; reads the clock at each call.</summary>
    public bool IsLeader => _term is { Holds: true };

    /// <summary>The last term, which may have ended; null before the first.</summary>
    public LeadershipTerm? Term => _term;

    /// <summary>Why it does not lead, when that is not simply because another does; null otherwise.</summary>
    public string? Problem => _problem;

    /// <summary>Raised, in order, with each new term. Handlers return fast and do not throw; <see cref="LeadershipTerm.Lost"/> tells the end.</summary>
    public event Action<LeadershipTerm>? Won
    {
        add => _won.Handlers += value;
        remove => _won.Handlers -= value;
    }

    /// <summary>Waits for a term that holds.</summary>
    /// <exception cref="ObjectDisposedException">It has ended.</exception>
    public async Task<LeadershipTerm> LeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_term is { Holds: true } term) return term;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the term, then leaves the queue so that the next one leads at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _term?.End();
        await _loop;
        Tell();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var pause = _options.Ttl / 20;
            try
            {
                await LeaveOldAsync(stop);
                await CampaignAsync(stop);
                _problem = null;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (CoordinationException e) when (e.IsTransient || e.Failure == CoordinationFailure.LeaseGone)
            {
                _problem = e.Message;
            }
            catch (NameTakenException e)
            {
                _problem = e.Message;
                pause = LeaseTiming.RenewEvery(_options.Ttl);
            }
            catch (CoordinationException e)
            {
                _problem = e.Message;
                if (e.Failure == CoordinationFailure.Closed) break;
                pause = AfterRefusal;
            }
            catch (Exception fault)
            {
                // Whoever does not campaign any more would leave an election without a leader that nobody misses.
                _problem = fault.Message;
                _options.Log?.LoopFault($"the campaign in {_options.Election}", fault);
                pause = AfterRefusal;
            }
            await PauseAsync(pause, stop);
        }
        _term?.End();
        if (_leaving is { } left) await _queue.TryLeaveAsync(_options.Election, left.Lease);
    }

    /// <summary>Ends the lease of the campaign before; without that its place would be waited for until it expires.</summary>
    private async Task LeaveOldAsync(CancellationToken stop)
    {
        if (_leaving is not { } old) return;
        await _queue.LeaveAsync(_options.Election, old.Lease, stop);
        await _queue.FreeNameAsync(old, stop);
        _leaving = null;
    }

    private async Task CampaignAsync(CancellationToken stop)
    {
        var standing = await _queue.EnterAsync(_options.Election, _entry, _options.Ttl, stop);
        _leaving = standing;
        _problem = null;
        while (standing is { First: false, Gone: false })
            standing = await _queue.WaitAsync(_options.Election, standing.Lease, WaitAtOnce, LeaseTiming.TryFor(standing.Ttl), named: false, stop);
        if (standing.Gone) return;

        var term = new LeadershipTerm(_queue.Coordinator.Clock, QueueKind.Election.Key(_options.Election, standing.Lease), standing.Token, standing.DeadlineTimestamp);
        try
        {
            if (!term.Holds) return;
            _term = term;
            Tell();
            _won.Add(term);
            _won.HandOut();
            await HoldAsync(term, standing, stop);
        }
        finally
        {
            term.End();
        }
    }

    private async Task HoldAsync(LeadershipTerm term, QueueStanding standing, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, term.Lost);
        var next = LeaseTiming.RenewEvery(standing.Ttl);
        try
        {
            while (true)
            {
                await Task.Delay(next, _queue.Coordinator.Clock, over.Token);
                try
                {
                    standing = await _queue.RenewAsync(_options.Election, standing.Lease, LeaseTiming.TryFor(standing.Ttl), over.Token);
                    if (!standing.First || standing.Token != term.Token || !term.Extend(standing.DeadlineTimestamp)) return;
                    _problem = null;
                    next = LeaseTiming.RenewEvery(standing.Ttl);
                }
                catch (CoordinationException e) when (e.IsTransient)
                {
                    _problem = e.Message;
                    next = LeaseTiming.RetryAfter(standing.Ttl);
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The term has ended by its own deadline.
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause * (0.5 + _random.NextDouble()), _queue.Coordinator.Clock, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Tell() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
