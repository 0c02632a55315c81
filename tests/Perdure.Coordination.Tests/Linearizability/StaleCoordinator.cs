using System.Collections.Concurrent;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Linearizability;

/// <summary>A store with a defect: some of its linearizable reads come from a copy that lags behind, as those of a replica that does not ask the leader.</summary>
internal sealed class StaleCoordinator(ICoordinator inner, int stalePerMille) : ICoordinator
{
    private const int Lag = 20;
    private readonly ConcurrentQueue<KeyValuePair<string, RangeResult>> _past = new();
    private int _reads;

    public event Action<StoreStatus>? StatusChanged
    {
        add => inner.StatusChanged += value;
        remove => inner.StatusChanged -= value;
    }

    public TimeProvider Clock => inner.Clock;

    public bool KeepsRenewals => inner.KeepsRenewals;

    public StoreStatus Status => inner.Status;

    public async ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var fresh = await inner.RangeAsync(query, cancellationToken);
        _past.Enqueue(new(query.Key, fresh));
        while (_past.Count > Lag) _past.TryDequeue(out _);
        var isStale = Interlocked.Increment(ref _reads) * 7919 % 1000 < stalePerMille;
        return isStale ? _past.First(past => past.Key == query.Key).Value : fresh;
    }

    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) => inner.CommitAsync(transaction, cancellationToken);

    public ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken) => inner.GrantAsync(ttl, cancellationToken);

    public ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken) => inner.RenewAsync(lease, cancellationToken);

    public ValueTask RevokeAsync(long lease, CancellationToken cancellationToken) => inner.RevokeAsync(lease, cancellationToken);

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, CancellationToken cancellationToken) => inner.WatchAsync(query, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
