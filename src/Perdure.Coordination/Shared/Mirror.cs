using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared;

/// <summary>
/// What the store holds under a prefix, kept as an immutable picture by one listing and a watch. While the store is lost the picture stays
/// as it was last known; when the store returns it is listed anew, and only the differences are raised. Thread-safe.
/// </summary>
public sealed class Mirror : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ICoordinator _coordinator;
    private readonly string _prefix;
    private readonly MirrorOptions _options;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Task _loop;

    private MirrorPicture _picture = MirrorPicture.Empty;
    private CancellationTokenSource _round = new();
    private long _losses;
    private long _lossesListed = -1;
    private string? _failure;

    private Mirror(ICoordinator coordinator, string prefix, MirrorOptions options, Action<MirrorChange>? changed)
    {
        _coordinator = coordinator;
        _prefix = prefix;
        _options = options;
        _log = options.Log ?? NullLogger.Instance;
        Changed = changed;
        _coordinator.StatusChanged += OnStatus;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The last known picture, keys in ordinal order. Empty until <see cref="FirstAsync"/>.</summary>
    public ImmutableSortedDictionary<string, Entry> Current => Volatile.Read(ref _picture).Entries;

    /// <summary>The revision of the store up to which <see cref="Current"/> is complete; 0 until <see cref="FirstAsync"/>.</summary>
    public long Revision => Volatile.Read(ref _picture).Revision;

    /// <summary>Whether the picture follows the store just now: the store is connected, and was listed since it is.</summary>
    public bool Fresh => _coordinator.Status.State == StoreState.Connected && Volatile.Read(ref _lossesListed) == Volatile.Read(ref _losses);

    /// <summary>What is wrong and what to do; null while all is well.</summary>
    public string? Problem =>
        Volatile.Read(ref _failure) ?? (Volatile.Read(ref _picture).Truncated
            ? $"There are more than {_options.MaxEntries} keys under {_prefix}; the rest is not seen. Delete what is not needed."
            : null);

    /// <summary>
    /// Raised after each step, in order, from one loop; <see cref="Current"/> shows the new picture already. Raised after every listing, also
    /// when it found nothing new. Handlers return fast; what they throw is logged and nothing else.
    /// </summary>
    public event Action<MirrorChange>? Changed;

    /// <summary>Raised, from the same loop or from the coordinator's, when <see cref="Fresh"/> may have another value.</summary>
    public event Action? FreshChanged;

    /// <summary>Begins to follow. Returns at once; never throws because of the store.</summary>
    /// <param name="coordinator">The store; not disposed of by the mirror.</param>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="changed">A first handler of <see cref="Changed"/>, which misses nothing; null for none.</param>
    public static Mirror Start(ICoordinator coordinator, string prefix, MirrorOptions? options = null, Action<MirrorChange>? changed = null)
    {
        ArgumentNullException.ThrowIfNull(coordinator);
        ArgumentNullException.ThrowIfNull(prefix);
        return new Mirror(coordinator, prefix, options ?? new MirrorOptions(), changed);
    }

    /// <summary>Completes when the first listing has been taken in.</summary>
    public Task FirstAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

    /// <summary>Stops following. The picture stays readable.</summary>
    public async ValueTask DisposeAsync()
    {
        _coordinator.StatusChanged -= OnStatus;
        await _stop.CancelAsync();
        await _loop;
        _first.TrySetCanceled();
        _round.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = ShortestPause;
        while (!_stop.IsCancellationRequested)
        {
            var round = NewRound();
            try
            {
                await ListAsync(round);
                pause = ShortestPause;
                await WatchAsync(round);
                await PauseAsync(pause, round);
            }
            catch (OperationCanceledException)
            {
                // Stopped, or the store came back: what happened meanwhile is listed.
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.Compacted)
            {
                // What was missed is listed; the pause keeps a store that compacts all the time from being listed all the time.
                await PauseAsync(pause, round);
            }
            catch (CoordinationException e) when (e.Failure == CoordinationFailure.Closed)
            {
                _first.TrySetException(e);
                return;
            }
            catch (Exception e)
            {
                Stalled(e);
                await PauseAsync(pause, round);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var losses = Volatile.Read(ref _losses);
        var (revision, found) = await MirrorListing.ReadAsync(_coordinator, _prefix, _options.Parts, cancellationToken);
        var before = _picture;
        if (revision < before.Revision) CoordinationLog.StoreWentBack(_log, _prefix, before.Revision, revision);
        var (picture, events) = before.Listed(revision, found, _options.MaxEntries);
        Volatile.Write(ref _picture, picture);
        Volatile.Write(ref _failure, null);
        Volatile.Write(ref _lossesListed, losses);
        CoordinationLog.MirrorListed(_log, _prefix, revision, picture.Entries.Count, events.Length);
        Raise(new MirrorChange(revision, events, picture.Entries, Listed: true));
        _first.TrySetResult();
        RaiseFresh();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var query = new WatchQuery { Key = _prefix, Prefix = true, FromRevision = _picture.Revision + 1 };
        await foreach (var batch in _coordinator.WatchAsync(query, cancellationToken))
        {
            // A watch can deliver once more before it notices that the round is over; the next listing has that too.
            if (cancellationToken.IsCancellationRequested) return;
            var before = _picture;
            var (picture, events) = before.Watched(batch, _options.Parts, _options.MaxEntries);
            Volatile.Write(ref _picture, picture);
            if (!events.IsEmpty) Raise(new MirrorChange(picture.Revision, events, picture.Entries, Listed: false));
            // There is room again for what was left out.
            if (picture.Truncated && picture.Entries.Count < _options.MaxEntries) return;
        }
    }

    private void Stalled(Exception fault)
    {
        if (_stop.IsCancellationRequested) return;
        var reason = fault.Message;
        // While the store is lost its own status says so; here only what is new is worth a line.
        if (Interlocked.Exchange(ref _failure, reason) != reason) CoordinationLog.MirrorStalled(_log, _prefix, reason);
        Volatile.Write(ref _lossesListed, -1);
        RaiseFresh();
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken round)
    {
        try
        {
            await Task.Delay(pause, _coordinator.Clock, round);
        }
        catch (OperationCanceledException)
        {
            // The store came back, or this is the end.
        }
    }

    private CancellationToken NewRound()
    {
        lock (_lock)
        {
            _round.Dispose();
            _round = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            return _round.Token;
        }
    }

    private void OnStatus(StoreStatus status)
    {
        if (status.State is StoreState.Lost or StoreState.Refused)
        {
            Interlocked.Increment(ref _losses);
        }
        else if (status.State == StoreState.Connected && Volatile.Read(ref _lossesListed) != Volatile.Read(ref _losses))
        {
            lock (_lock)
            {
                // Its callbacks run on the pool, not under this lock.
                if (!_stop.IsCancellationRequested) _ = _round.CancelAsync();
            }
        }
        RaiseFresh();
    }

    private void Raise(MirrorChange change)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                CoordinationLog.MirrorHandlerFault(_log, _prefix, e);
            }
        }
    }

    private void RaiseFresh()
    {
        try
        {
            FreshChanged?.Invoke();
        }
        catch (Exception e)
        {
            CoordinationLog.MirrorHandlerFault(_log, _prefix, e);
        }
    }
}
