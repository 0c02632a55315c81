using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>Queues of jobs in a file.</summary>
internal sealed class SqliteJobs(SqliteDurableStore store) : IJobStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EnqueuedJob>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        StoreLimits.Check(jobs);
        return store.WriteAsync(session => session.Jobs.Enqueue(jobs), jobs.Sum(static job => (long)job.Payload.Length), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ClaimedJob>> ClaimAsync(string queue, int max, TimeSpan lease, string worker, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.BatchMax, "a claim");
        StoreLimits.Worker(worker);
        var leaseMs = StoreLimits.LeaseMs(lease);
        var claimed = await store.WriteAsync(session => session.Jobs.Claim(queue, max, leaseMs, worker), 0, cancellationToken);
        return await DamagedJobs.GiveUpAsync(this, claimed, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(JobClaim claim, TimeSpan lease, CancellationToken cancellationToken)
    {
        var leaseMs = StoreLimits.LeaseMs(lease);
        return store.WriteAsync(session => session.Jobs.Extend(claim, leaseMs), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(JobClaim claim, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        StoreLimits.Size(result.Length, StoreLimits.PayloadBytesMax, "the result of a job");
        return store.WriteAsync(session => session.Jobs.Complete(claim, result), result.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> FailAsync(JobClaim claim, string error, long? retryAtMs, CancellationToken cancellationToken)
    {
        if (retryAtMs is { } retryAt) StoreLimits.Time(retryAt, "time of the retry");
        var kept = StoreLimits.Error(error);
        return store.WriteAsync(session => session.Jobs.Fail(claim, kept, retryAtMs), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(JobClaim claim, long? notBeforeMs, CancellationToken cancellationToken)
    {
        if (notBeforeMs is { } due) StoreLimits.Time(due, "start time");
        return store.WriteAsync(session => session.Jobs.Release(claim, notBeforeMs), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(string queue, TimeSpan max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        var joined = store.Signals.Join(queue);
        try
        {
            var (next, now) = (await store.ReadAsync(session => session.NextMs(queue), cancellationToken), store.NowMs);
            if (next <= now) return;
            var wait = next - now < max.TotalMilliseconds ? TimeSpan.FromMilliseconds(next - now) : max;
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, store.Closing);
            await joined.WaitAsync(wait, store.Time, ends.Token);
        }
        catch (TimeoutException)
        {
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DurabilityException(DurabilityFailure.Closed, $"{store.Location}: the store has been closed");
        }
        finally
        {
            store.Signals.Leave(queue, joined);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsGroupOpenAsync(string queue, string group, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Key(group, "group key");
        return store.ReadAsync(session => session.IsGroupOpen(queue, group), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> GetAsync(string id, CancellationToken cancellationToken) => store.ReadAsync(session => session.Job(id, store.NowMs), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(query.Queue);
        StoreLimits.Range(query.Max, StoreLimits.BatchMax, "a page");
        return store.ReadAsync(session => session.List(query, store.NowMs), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueSummary>> QueuesAsync(CancellationToken cancellationToken) => store.ReadAsync(session => session.Queues(store.NowMs), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> RetryDeadAsync(string queue, IReadOnlyList<string>? ids, int max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.SweepMax, "a retry");
        if (ids is not null) StoreLimits.Range(Math.Max(1, ids.Count), StoreLimits.BatchMax, "a list of ids");
        return store.WriteAsync(session => session.Jobs.RetryDead(queue, ids, max), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(string queue, JobState state, int max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.SweepMax, "a purge");
        StoreLimits.Purgeable(state);
        return store.WriteAsync(session => session.Jobs.Purge(queue, state, max), 0, cancellationToken);
    }
}
