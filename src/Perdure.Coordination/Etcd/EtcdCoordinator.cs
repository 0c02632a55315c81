using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd;

/// <summary>
/// The store on an etcd cluster, version 3.4 or newer, over its gRPC API. Thread-safe. It keeps to one member while that one is well.
/// </summary>
public sealed class EtcdCoordinator : ICoordinator
{
    private readonly EtcdOptions _options;

    private EtcdCoordinator(EtcdOptions options) => _options = options;

    /// <inheritdoc/>
    public event Action<StoreStatus>? StatusChanged
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public StoreStatus Status => throw new NotSupportedException();

    /// <summary>Begins: returns at once and makes contact behind. An etcd that cannot be reached shows in <see cref="Status"/> only.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public static EtcdCoordinator Create(EtcdOptions options) => new(options);

    /// <inheritdoc/>
    public ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask RevokeAsync(long lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        return ValueTask.CompletedTask;
    }
}
