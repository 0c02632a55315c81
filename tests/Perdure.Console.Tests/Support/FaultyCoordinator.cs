using Perdure.Coordination.Storage;

namespace Perdure.Console.Tests.Support;

/// <summary>A store that works until it is told to fail, then fails every call in that way.</summary>
internal sealed class FaultyCoordinator(ICoordinator store) : ICoordinator
{
    public CoordinationFailure? Fault { get; set; }

    /// <summary>Fails in this way from the next guarded transaction on that is done.</summary>
    public CoordinationFailure? FaultAfterCommit { get; set; }

    public TimeProvider Clock => store.Clock;

    public bool KeepsRenewals => store.KeepsRenewals;

    public StoreStatus Status => store.Status;

    public event Action<StoreStatus>? StatusChanged
    {
        add => store.StatusChanged += value;
        remove => store.StatusChanged -= value;
    }

    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => Working().RangeAsync(query, cancellationToken);

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var result = await Working().CommitAsync(transaction, cancellationToken);
        if (result.Succeeded && transaction.When.Length > 0)
            Fault ??= FaultAfterCommit;
        return result;
    }

    public ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken) => Working().GrantAsync(ttl, cancellationToken);

    public ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken) => Working().RenewAsync(lease, cancellationToken);

    public ValueTask RevokeAsync(long lease, CancellationToken cancellationToken) => Working().RevokeAsync(lease, cancellationToken);

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, CancellationToken cancellationToken) => store.WatchAsync(query, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private ICoordinator Working() => Fault is { } fault ? throw new CoordinationException(fault, "the store of this test fails") : store;
}
