using System.Runtime.CompilerServices;
using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Contact;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Etcd.Translation;
using Perdure.Coordination.Etcd.Watching;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Etcd;

/// <summary>
/// The store on an etcd cluster, version 3.4 or newer, over its gRPC API. Thread-safe. It keeps to one member while that one is well.
/// </summary>
/// <remarks>
/// Reads, and grants, renewals and ends of leases are repeated at other members within the time-out (a lease that was granted unheard has no
/// keys and expires). A transaction that writes is repeated only when it was certainly not done; otherwise it is
/// <see cref="CoordinationFailure.UnknownOutcome"/>. Answers that go back behind what was seen (raft term, or revision of a linearizable
/// one) are not believed. At most 10,000 calls and 4,096 watches at a time.
/// </remarks>
public sealed class EtcdCoordinator : ICoordinator
{
    private const int WatchesMax = 4096;

    // Leaders change once, and rarely at all, while one renewal is under way.

    private const string ClosedText = "the coordinator has been closed";

    private readonly EtcdOptions _options;
    private readonly EndpointSet _endpoints;
    private readonly TokenSource _tokens;
    private readonly StatusBoard _board;
    private readonly Gate _gate;
    private readonly Pulse _pulse;
    private readonly CallRunner _calls;
    private readonly Requests _requests;
    private readonly Answers _answers;
    private readonly WatchServices _watching;
    private readonly Compactor _compactor;
    private readonly CancellationTokenSource _closing = new();
    private int _watches;

    private EtcdCoordinator(EtcdOptions options)
    {
        _options = options;
        var keys = new KeyMap(options.Prefix);
        (_requests, _answers) = (new Requests(keys), new Answers(keys));
        _endpoints = new EndpointSet(options);
        _tokens = new TokenSource(options);
        _gate = new Gate(options);
        _board = new StatusBoard(
            new StoreStatus { Engine = "etcd", State = StoreState.Connecting, Since = options.Clock.GetUtcNow(), Location = _endpoints.Current.Name },
            options.Clock,
            options.Log);
        var freshness = new Freshness();
        var attempts = new Attempts(options, _tokens, freshness);
        _pulse = new Pulse(options, _endpoints, new Examiner(options, attempts, _requests), _gate, _board, WarningOf);
        _calls = new CallRunner(options, _endpoints, attempts, _gate, _pulse.Hurry);
        _watching = new WatchServices(options, _endpoints, _gate, _pulse, _tokens, freshness, _requests, _answers);
        _compactor = new Compactor(options, RevisionAsync, CompactAsync);
    }

    /// <inheritdoc/>
    public event Action<StoreStatus>? StatusChanged
    {
        add => _board.Changed += value;
        remove => _board.Changed -= value;
    }

    /// <inheritdoc/>
    public TimeProvider Clock => _options.Clock;

    /// <inheritdoc/>
    public bool KeepsRenewals => false;

    /// <inheritdoc/>
    public StoreStatus Status => _board.Current;

    /// <summary>Begins: returns at once and makes contact behind. An etcd that cannot be reached or used shows in <see cref="Status"/> only.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public static EtcdCoordinator Create(EtcdOptions options)
    {
        options.Check();
        return new EtcdCoordinator(options);
    }

    /// <inheritdoc/>
    public async ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        StoreLimits.Check(query);
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        var kind = query.Consistency == ReadConsistency.Serializable ? CallKind.LocalRead : CallKind.Read;
        var result = await _calls.RunAsync(Rpc.Range, _requests.Of(query), kind, cancellationToken).ConfigureAwait(false);
        return _answers.Of(result.Answer, result.Answer.Header.Revision);
    }

    /// <inheritdoc/>
    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        StoreLimits.Check(transaction);
        await EnterAsync(cancellationToken).ConfigureAwait(false);

        // A single step without a guard has a shorter way in etcd.
        if (transaction.When.IsEmpty && transaction.Then is [PutOperation put])
        {
            var written = await _calls.RunAsync(Rpc.Put, _requests.Of(put), CallKind.Write, cancellationToken).ConfigureAwait(false);
            return new TransactionResult(true, written.Answer.Header.Revision, [], 0);
        }

        var kind = transaction.Then.Any(Writes) || transaction.Else.Any(Writes) ? CallKind.Write : CallKind.Read;
        var result = await _calls.RunAsync(Rpc.Txn, _requests.Of(transaction), kind, cancellationToken).ConfigureAwait(false);
        return _answers.Of(result.Answer);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken)
    {
        var request = new LeaseGrantRequest { TTL = StoreLimits.TtlSeconds(ttl) };
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        var result = await _calls.RunAsync(Rpc.LeaseGrant, request, CallKind.Lease, cancellationToken).ConfigureAwait(false);
        if (result.Answer.Error.Length > 0) throw new CoordinationException(CoordinationFailure.Unavailable, $"etcd did not grant a lease: {result.Answer.Error}");
        return Grant(result.Answer.ID, result.Answer.TTL, result.SentTimestamp);
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await _calls.RunAsync(Rpc.LeaseKeepAlive, new LeaseKeepAliveRequest { ID = lease }, CallKind.Lease, cancellationToken).ConfigureAwait(false);
            return Grant(lease, result.Answer.TTL, result.SentTimestamp);
        }
        catch (CoordinationException gone) when (gone.Failure == CoordinationFailure.LeaseGone)
        {
            return new LeaseGrant(lease, TimeSpan.Zero, Clock.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(long lease, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _calls.RunAsync(Rpc.LeaseRevoke, new LeaseRevokeRequest { ID = lease }, CallKind.Lease, cancellationToken).ConfigureAwait(false);
        }
        catch (CoordinationException gone) when (gone.Failure == CoordinationFailure.LeaseGone)
        {
            // Which is what was wanted.
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreLimits.Check(query);
        if (_closing.IsCancellationRequested) throw Closed();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        using var watch = new EtcdWatch(_watching, query);
        try
        {
            if (Interlocked.Increment(ref _watches) > WatchesMax)
                throw new CoordinationException(CoordinationFailure.Unavailable, $"over {WatchesMax} watches at a time: end some first");
            while (true)
            {
                WatchBatch batch;
                try
                {
                    batch = await watch.NextAsync(ends.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    throw Closed();
                }

                yield return batch;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watches);
        }
    }

    /// <summary>Ends all watches and closes the connections; calls in flight end with their answer or their time-out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested) return;
        await _closing.CancelAsync().ConfigureAwait(false);
        _gate.Refuse(CoordinationFailure.Closed, ClosedText);
        await _compactor.DisposeAsync().ConfigureAwait(false);
        await _pulse.DisposeAsync().ConfigureAwait(false);
        _endpoints.Dispose();
    }

    private async ValueTask<long> RevisionAsync(CancellationToken cancellationToken) =>
        (await RangeAsync(RangeQuery.Of(StoreMarker.Key) with { KeysOnly = true }, cancellationToken).ConfigureAwait(false)).Revision;

    // To be repeated: done a second time it is refused as done.
    private async ValueTask CompactAsync(CompactionRequest request, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        await _calls.RunAsync(Rpc.Compact, request, CallKind.Read, cancellationToken).ConfigureAwait(false);
    }

    private static bool Writes(Operation step) => step is not RangeOperation;

    private static CoordinationException Closed() => new(CoordinationFailure.Closed, ClosedText);

    private ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested) throw Closed();
        cancellationToken.ThrowIfCancellationRequested();
        return _gate.PassAsync(cancellationToken);
    }

    private LeaseGrant Grant(long lease, long seconds, long sentTimestamp) =>
        new(lease, TimeSpan.FromSeconds(seconds), sentTimestamp + (seconds * Clock.TimestampFrequency));

    private string? WarningOf(EtcdVersion? version)
    {
        var idle = _tokens.NotChecked ? "coordination.user is set, but etcd does not check users: enable its authentication" : null;
        return version?.Warning is { } old ? (idle is null ? old : $"{old}; {idle}") : idle;
    }
}
