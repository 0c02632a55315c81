using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Support;

/// <summary>Passes everything on, and counts what is done. Watches can be made to fail. Thread-safe.</summary>
internal sealed class CountingCoordinator(ICoordinator inner) : ICoordinator
{
    private int _reads;
    private int _renewals;
    private int _revocations;

    public event Action<StoreStatus>? StatusChanged
    {
        add => inner.StatusChanged += value;
        remove => inner.StatusChanged -= value;
    }

    public TimeProvider Clock => inner.Clock;

    public bool KeepsRenewals => inner.KeepsRenewals;

    public StoreStatus Status => inner.Status;

    public bool WatchesFail { get; init; }

    public int Reads => Volatile.Read(ref _reads);

    public int Renewals => Volatile.Read(ref _renewals);

    public int Revocations => Volatile.Read(ref _revocations);

    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return inner.RangeAsync(query, cancellationToken);
    }

    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) => inner.CommitAsync(transaction, cancellationToken);

    public ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken) => inner.GrantAsync(ttl, cancellationToken);

    public ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _renewals);
        return inner.RenewAsync(lease, cancellationToken);
    }

    public ValueTask RevokeAsync(long lease, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _revocations);
        return inner.RevokeAsync(lease, cancellationToken);
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, CancellationToken cancellationToken) => WatchesFail
        ? throw new CoordinationException(CoordinationFailure.Unavailable, "too many watches, says the test")
        : inner.WatchAsync(query, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
