using System.Threading.Tasks.Sources;
using Perdure.Gateway.Exchanges;
using Perdure.Resilience.Bulkheads;

namespace Perdure.Gateway.Admission;

/// <summary>
/// An exchange's wait for a place, used again for its next one: a wait allocates nothing. Goes on on the thread pool, because who gives
/// a place away has its own request to finish.
/// </summary>
internal sealed class PlaceWaiter(Exchange exchange) : BulkheadWaiter, IValueTaskSource<PlaceVerdict>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<PlaceVerdict> _core;
    private CancellationTokenRegistration _registration;
    private Bulkhead? _bulkhead;
    private PlaceVerdict _verdict;

    /// <summary>Why the last wait was in vain.</summary>
    public ShedReason ShedFor { get; private set; }

    /// <summary>Before the bulkhead is asked: it may answer at once.</summary>
    public void Begin(Bulkhead bulkhead)
    {
        _core.Reset();
        _bulkhead = bulkhead;
    }

    /// <summary>Waits until the bulkhead has decided or the client is gone. <see cref="End"/> must follow.</summary>
    public ValueTask<PlaceVerdict> WaitAsync()
    {
        // Whatever it was armed for, and even if it has just fired: the queue has its own time.
        exchange.Timer.Disarm();
        exchange.Timer.Renew();
        _registration = exchange.Timer.Token.UnsafeRegister(static state => ((PlaceWaiter)state!).Cancel(), this);
        return new ValueTask<PlaceVerdict>(this, _core.Version);
    }

    /// <summary>After the wait: nothing of it can touch the next.</summary>
    public void End()
    {
        _registration.Dispose();
        _registration = default;
        _bulkhead = null;
    }

    protected override void OnDecided(ShedReason reason)
    {
        ShedFor = reason;
        Finish(reason == ShedReason.None ? PlaceVerdict.Granted : PlaceVerdict.Shed);
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(_verdict);

    PlaceVerdict IValueTaskSource<PlaceVerdict>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<PlaceVerdict>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<PlaceVerdict>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (_bulkhead is { } bulkhead && bulkhead.Cancel(this, exchange.Clock.NowUs))
            Finish(PlaceVerdict.ClientGone);
    }

    private void Finish(PlaceVerdict verdict)
    {
        _verdict = verdict;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
