using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Queues;

/// <summary>Waits for one key to go away, or for anything to happen under a prefix, across several waits of its user.</summary>
internal sealed class KeyWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly ICoordinator _coordinator;
    private readonly WatchQuery _query;
    private readonly Task _happened;
    private TaskCompletionSource? _woken;
    private volatile bool _ended;

    private KeyWatch(ICoordinator coordinator, WatchQuery query)
    {
        _coordinator = coordinator;
        _query = query;
        _happened = RunAsync(_stop.Token);
    }

    /// <summary>What is watched.</summary>
    public string Key => _query.Key;

    /// <summary>Whether it has happened, or the watch has ended in another way and one has to look.</summary>
    public bool Ended => _ended;

    /// <summary>Waits for a key that was there at <paramref name="revision"/> to be deleted.</summary>
    public static KeyWatch Gone(ICoordinator coordinator, string key, long revision) =>
        new(coordinator, new WatchQuery { Key = key, FromRevision = revision + 1 });

    /// <summary>Waits for any change under a prefix after <paramref name="revision"/>.</summary>
    public static KeyWatch Touched(ICoordinator coordinator, string prefix, long revision) =>
        new(coordinator, new WatchQuery { Key = prefix, Prefix = true, FromRevision = revision + 1 });

    /// <summary>Waits until it happens or the time is over. One waits at a time.</summary>
    /// <exception cref="CoordinationException">The store refuses to be watched, or the coordinator is closed.</exception>
    public async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A full fence: either this sees that the watch has ended, or the watch sees whom to wake.
        Interlocked.Exchange(ref _woken, woken);
        if (!Ended)
        {
            using var timer = _coordinator.Clock.CreateTimer(
                static woken => ((TaskCompletionSource)woken!).TrySetResult(), woken, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            using var cancelled = cancellationToken.Register(() => woken.TrySetCanceled(cancellationToken));
            await woken.Task;
        }
        if (Ended) await _happened;
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        try
        {
            await _happened;
        }
        catch (Exception e) when (e is OperationCanceledException or CoordinationException)
        {
            // Whoever waits has been told, and nobody waits any more.
        }
        _stop.Dispose();
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(s_pause, _coordinator.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in _coordinator.WatchAsync(_query, cancellationToken))
            {
                foreach (var change in batch.Events)
                    if (change.Deleted || _query.Prefix) return;
            }
        }
        catch (CoordinationException e) when (e.IsTransient || e.Failure == CoordinationFailure.Compacted)
        {
            // The user looks again, then watches from what it saw; a watch that fails each time must not make it look without a pause.
            await PauseAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            _ended = true;
            Interlocked.MemoryBarrier();
            Volatile.Read(ref _woken)?.TrySetResult();
        }
    }
}
