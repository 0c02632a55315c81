using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd.Contact;

/// <summary>
/// Lets calls through once it is certain that the store is one that may be used; before that nothing must be written. Thread-safe, without
/// a lock once it is open.
/// </summary>
internal sealed class Gate(EtcdOptions options)
{
    private readonly Lock _lock = new();
    private volatile bool _open;
    private volatile CoordinationException? _refusal;
    private volatile string? _problem;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the store was found to be usable, and nothing else was found since.</summary>
    public bool IsOpen => _open;

    /// <summary>The store may be used.</summary>
    public void Open() => Set(open: true, refusal: null, problem: null);

    /// <summary>The store must not be used, until somebody changes something.</summary>
    public void Refuse(CoordinationFailure failure, string problem) => Set(open: false, new CoordinationException(failure, problem), problem);

    /// <summary>It could not be found out.</summary>
    public void Fail(string problem)
    {
        _problem = problem;
        if (_refusal is not null) Set(open: false, refusal: null, problem);
    }

    /// <summary>What answers is behind what was seen, so that nothing must be written there; it may catch up any moment.</summary>
    public void Suspend(string problem) => Set(open: false, refusal: null, problem);

    /// <summary>Waits for the first contact, at most for the time-out.</summary>
    /// <exception cref="CoordinationException">The store must not be used, or could not be asked in time.</exception>
    public ValueTask PassAsync(CancellationToken cancellationToken) => _open ? ValueTask.CompletedTask : WaitAsync(options.Timeout, cancellationToken);

    /// <summary>The same, for as long as it takes.</summary>
    public ValueTask PassEventuallyAsync(CancellationToken cancellationToken) =>
        _open ? ValueTask.CompletedTask : WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Throws when the store must not be used.</summary>
    public void ThrowIfRefused()
    {
        if (_refusal is { } refusal) throw new CoordinationException(refusal.Failure, refusal.Message);
    }

    private async ValueTask WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = options.Clock;
        var started = clock.GetTimestamp();
        while (true)
        {
            var changed = _changed.Task;
            ThrowIfRefused();
            if (_open) return;
            var left = patience < TimeSpan.Zero ? patience : patience - clock.GetElapsedTime(started);
            if (patience >= TimeSpan.Zero && left <= TimeSpan.Zero) throw Unknown();
            try
            {
                await changed.WaitAsync(left, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw Unknown();
            }
        }
    }

    private CoordinationException Unknown() =>
        new(CoordinationFailure.Unavailable, _problem ?? $"no contact yet with etcd at {string.Join(", ", options.Endpoints)}");

    private void Set(bool open, CoordinationException? refusal, string? problem)
    {
        if (open && _open) return;
        TaskCompletionSource before;
        lock (_lock)
        {
            (_open, _refusal, _problem) = (open, refusal, problem);
            before = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.TrySetResult();
    }
}
