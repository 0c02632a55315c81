using System.Runtime.CompilerServices;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>
/// One node's view of a store: can be lost and come back, delays, loses answers, does late what its caller has given up. All by seed.
/// Disposing of it leaves the store alone. Thread-safe.
/// </summary>
internal sealed class FaultyCoordinator(ICoordinator inner, TimeProvider clock, int seed = 0) : ICoordinator
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private volatile StoreStatus _status = inner.Status with { State = StoreState.Connected, Problem = null };
    private TaskCompletionSource _there = Completed();
    private int _late;

    public event Action<StoreStatus>? StatusChanged;

    public FaultRates Rates { get; set; } = FaultRates.None;

    /// <summary>Awaited before each transaction: lets a test act in between.</summary>
    public Func<Transaction, Task>? BeforeCommit { get; set; }

    /// <summary>Called when the answer to a transaction is lost, before the caller learns of it.</summary>
    public Action? OnUnknown { get; set; }

    /// <summary>What late transactions wait for.</summary>
    public Task LateAfter { get; set; } = Task.CompletedTask;

    public TimeProvider Clock => clock;

    public bool KeepsRenewals => inner.KeepsRenewals;

    public StoreStatus Status => _status;

    /// <summary>How many transactions are still to be done late.</summary>
    public int Late => Volatile.Read(ref _late);

    /// <summary>From now on the store cannot be reached. Watches fall silent.</summary>
    public void Lose()
    {
        lock (_lock) _there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Set(StoreState.Lost, "the test took it away");
    }

    /// <summary>It is there again.</summary>
    public void Return()
    {
        lock (_lock) _there.TrySetResult();
        Set(StoreState.Connected, null);
    }

    public async ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.RangeAsync(query, cancellationToken);
    }

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } before) await before(transaction);
        await PassAsync(cancellationToken);
        if (Hits(Rates.NotDoneAndUnknown)) throw Unknown();
        if (Hits(Rates.DoneLaterAndUnknown))
        {
            Interlocked.Increment(ref _late);
            _ = DoLateAsync(transaction);
            throw Unknown();
        }
        var result = await inner.CommitAsync(transaction, cancellationToken);
        if (Hits(Rates.DoneButUnknown) || _status.State == StoreState.Lost) throw Unknown();
        return result;
    }

    public async ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.GrantAsync(ttl, cancellationToken);
    }

    public async ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.RenewAsync(lease, cancellationToken);
    }

    public async ValueTask RevokeAsync(long lease, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        await inner.RevokeAsync(lease, cancellationToken);
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in inner.WatchAsync(query, cancellationToken))
        {
            await There().WaitAsync(cancellationToken);
            if (Hits(Rates.Delay)) await DelayAsync(cancellationToken);
            if (Hits(Rates.Compacted)) throw new CoordinationException(CoordinationFailure.Compacted, "compacted by the test") { CompactRevision = batch.Revision };
            yield return batch;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource Completed()
    {
        var there = new TaskCompletionSource();
        there.SetResult();
        return there;
    }

    private CoordinationException Unknown()
    {
        OnUnknown?.Invoke();
        return new CoordinationException(CoordinationFailure.UnknownOutcome, "the test swallowed the answer");
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Hits(Rates.Delay)) await DelayAsync(cancellationToken);
        if (_status.State != StoreState.Lost && !Hits(Rates.Unavailable)) return;
        throw new CoordinationException(CoordinationFailure.Unavailable, "the test took the store away");
    }

    private async Task DoLateAsync(Transaction transaction)
    {
        await DelayAsync(CancellationToken.None);
        await LateAfter;
        await inner.CommitAsync(transaction, CancellationToken.None);
        Interlocked.Decrement(ref _late);
    }

    private Task DelayAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(Pick(6)), TimeProvider.System, cancellationToken);

    private Task There()
    {
        lock (_lock) return _there.Task;
    }

    private bool Hits(double rate)
    {
        if (rate <= 0) return false;
        lock (_lock) return _random.NextDouble() < rate;
    }

    private int Pick(int below)
    {
        lock (_lock) return _random.Next(below);
    }

    private void Set(StoreState state, string? problem)
    {
        _status = _status with { State = state, Problem = problem };
        StatusChanged?.Invoke(_status);
    }
}
