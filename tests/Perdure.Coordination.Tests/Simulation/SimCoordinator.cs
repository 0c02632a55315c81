using System.Runtime.CompilerServices;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Simulation;

/// <summary>A process's way to the simulated store: messages take time, are lost, or arrive after their sender has given up.</summary>
internal sealed class SimCoordinator(SimProcess process, SimStore store, SimFaults faults) : ICoordinator
{
    private const long TimeoutUs = 3_000_000;
    private readonly SimWorld _world = process.World;

    public TimeProvider Clock => process.Clock;

    public bool KeepsRenewals => faults.TrustsRenewals;

    public StoreStatus Status { get; } = new() { Engine = "simulated", State = StoreState.Connected, Since = default, Location = "sim" };

    public event Action<StoreStatus>? StatusChanged
    {
        add { }
        remove { }
    }

    public async ValueTask<RangeResult> RangeAsync(RangeQuery query, CancellationToken cancellationToken)
    {
        var staleUs = _world.Chance(faults.StaleReads) ? _world.Between(0, 3_000_000) : 0;
        return await SendAsync(() => store.Range(query, staleUs), writes: false, cancellationToken);
    }

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var pretends = IsRead(transaction) ? _world.Chance(faults.StaleReads) : faults.VerifiesNothing && IsVerification(transaction);
        return await SendAsync(() => pretends ? Pretend(transaction) : store.Commit(transaction), writes: !IsRead(transaction), cancellationToken);
    }

    public async ValueTask<LeaseGrant> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken)
    {
        var sent = Clock.GetTimestamp();
        var (id, granted) = await SendAsync(() => store.Grant(ttl), writes: true, cancellationToken);
        return Made(id, granted, sent);
    }

    public async ValueTask<LeaseGrant> RenewAsync(long lease, CancellationToken cancellationToken)
    {
        var sent = Clock.GetTimestamp();
        var ghost = _world.Chance(faults.GhostRenewals);
        var ttl = await SendAsync(() => store.Renew(lease) is { Ticks: > 0 } left || !ghost ? store.Renew(lease) : TimeSpan.FromSeconds(2), writes: true, cancellationToken);
        return Made(lease, ttl, sent);
    }

    public async ValueTask RevokeAsync(long lease, CancellationToken cancellationToken) => await SendAsync(
        () =>
        {
            store.Revoke(lease);
            return true;
        },
        writes: true,
        cancellationToken);

    public async IAsyncEnumerable<WatchBatch> WatchAsync(WatchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = query.FromRevision > 0 ? query.FromRevision : store.Revision + 1;
        var batches = new Queue<WatchBatch>();
        // Not asynchronous: its continuation would leave the one thread of the world.
        var arrived = new TaskCompletionSource();
        var compacted = false;
        var waiting = false;

        void Poll()
        {
            // The stream lives on through outages: what was not delivered comes later, without gap.
            if (waiting) return;
            waiting = true;
            _world.After(LatencyUs(), null, () =>
            {
                waiting = false;
                if (store.Down || process.IsCutOff)
                {
                    _world.After(200_000, null, Poll);
                    return;
                }
                compacted |= next <= store.CompactedBelow && next <= store.Revision;
                var events = store.Since(next)
                    .Where(e => SimStore.Matches(e.Entry.Key, query.Key, query.Prefix) && !(e.Deleted && _world.Chance(faults.LostDeletions)))
                    .ToList();
                next = store.Revision + 1;
                if (events.Count == 0 && !compacted) return;
                process.Do(() =>
                {
                    batches.Enqueue(new WatchBatch(store.Revision, [.. events]));
                    arrived.TrySetResult();
                });
            });
        }

        store.Written += Poll;
        try
        {
            Poll();
            while (true)
            {
                await arrived.Task.WaitAsync(cancellationToken);
                arrived = new TaskCompletionSource();
                if (compacted) throw new CoordinationException(CoordinationFailure.Compacted, "sim: compacted") { CompactRevision = store.CompactedBelow };
                while (batches.TryDequeue(out var batch)) yield return batch;
            }
        }
        finally
        {
            store.Written -= Poll;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LeaseGrant Made(long id, TimeSpan ttl, long sent) =>
        new(id, ttl, (faults.DeadlineFromAnswer ? Clock.GetTimestamp() : sent) + (long)ttl.TotalMicroseconds);

    private static bool IsRead(Transaction transaction) => transaction.When.IsEmpty && transaction.Then.All(step => step is RangeOperation);

    private static bool IsVerification(Transaction transaction) => !transaction.Then.Any(step => step is PutOperation);

    /// <summary>Answers with the guards of a verification taken as true, and its reads from an old picture.</summary>
    private TransactionResult Pretend(Transaction transaction)
    {
        var staleUs = _world.Between(0, 6_000_000);
        return new TransactionResult(
            true, store.Revision, [.. transaction.Then.OfType<RangeOperation>().Select(r => store.Range(r.Query, staleUs))], 0);
    }

    private long LatencyUs() => _world.Chance(faults.Late) ? _world.Between(0, faults.LateUs) : _world.Between(200, 20_000);

    private async Task<T> SendAsync<T>(Func<T> work, bool writes, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        _world.After(TimeoutUs, process, () => answer.TrySetException(new CoordinationException(
            writes ? CoordinationFailure.UnknownOutcome : CoordinationFailure.Unavailable, "sim: no answer")));
        if (!_world.Chance(faults.Lost) && !process.IsCutOff) _world.After(LatencyUs(), null, () => Serve(work, answer));
        return await answer.Task;
    }

    private void Serve<T>(Func<T> work, TaskCompletionSource<T> answer)
    {
        Action tell;
        store.Requests++;
        try
        {
            if (store.Down) throw new CoordinationException(CoordinationFailure.Unavailable, "sim: no leader");
            var result = work();
            tell = () => answer.TrySetResult(result);
        }
        catch (CoordinationException e)
        {
            tell = () => answer.TrySetException(e);
        }
        if (!_world.Chance(faults.Lost) && !process.IsCutOff) _world.After(LatencyUs(), process, tell);
    }
}
