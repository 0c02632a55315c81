using Npgsql;
using NpgsqlTypes;
using Perdure.Durability.Postgres.Lanes;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Queues in PostgreSQL. Thread-safe.</summary>
internal sealed class PostgresJobs(PostgresPlace place, WriteQueue writes) : IJobStore
{
    private readonly QueueBells _bells = new();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EnqueuedJob>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        StoreLimits.Check(jobs);
        var added = await writes.DoAsync(new EnqueueWrite(jobs), cancellationToken);
        foreach (var job in jobs) _bells.Ring(job.Queue);
        return added;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ClaimedJob>> ClaimAsync(string queue, int max, TimeSpan lease, string worker, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.BatchMax, "a claim");
        StoreLimits.Worker(worker);
        var claimed = await writes.DoAsync(new ClaimWrite(queue, max, StoreLimits.LeaseMs(lease), worker), cancellationToken);
        return await DamagedJobs.GiveUpAsync(this, claimed, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(JobClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        SettleAsync(SettleKind.Extend, claim, cancellationToken, StoreLimits.LeaseMs(lease));

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(JobClaim claim, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        StoreLimits.Size(result.Length, StoreLimits.PayloadBytesMax, "the result of a job");
        return SettleAsync(SettleKind.Complete, claim, cancellationToken, result: Sql.Array(result));
    }

    /// <inheritdoc/>
    public ValueTask<bool> FailAsync(JobClaim claim, string error, long? retryAtMs, CancellationToken cancellationToken)
    {
        if (retryAtMs is { } due) StoreLimits.Time(due, "time of the next attempt");
        return SettleAsync(retryAtMs is null ? SettleKind.Bury : SettleKind.Retry, claim, cancellationToken, retryAtMs, StoreLimits.Error(error));
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(JobClaim claim, long? notBeforeMs, CancellationToken cancellationToken)
    {
        if (notBeforeMs is { } due) StoreLimits.Time(due, "time of the next attempt");
        return SettleAsync(SettleKind.Release, claim, cancellationToken, notBeforeMs);
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(string queue, TimeSpan max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        var untilMs = place.Clock.NowMs() + (long)Math.Clamp(max.TotalMilliseconds, 0, int.MaxValue);
        while (true)
        {
            // Asked for before it is looked, so that a job that comes in between is not missed.
            var bell = _bells.Of(queue);
            var nowMs = place.Clock.NowMs();
            if (nowMs >= untilMs) return;
            var nextMs = await JobReads.NextAsync(place, queue, nowMs, cancellationToken);
            if (nextMs <= nowMs) return;
            var restMs = Math.Min(Math.Min(nextMs, untilMs) - nowMs, Math.Max(10, (long)place.Options.PollInterval.TotalMilliseconds));
            try
            {
                await bell.WaitAsync(TimeSpan.FromMilliseconds(restMs), place.Store.Clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Nothing of this node; perhaps of another one.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsGroupOpenAsync(string queue, string group, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Key(group, "group key");
        return await JobReads.IsGroupOpenAsync(place, queue, group, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<Job?> GetAsync(string id, CancellationToken cancellationToken) =>
        JobIds.TryParse(id, out var uuid) ? await JobReads.GetAsync(place, uuid, cancellationToken) : null;

    /// <inheritdoc/>
    public async ValueTask<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(query.Queue);
        StoreLimits.Range(query.Max, StoreLimits.BatchMax, "a page");
        return await JobReads.ListAsync(place, query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueSummary>> QueuesAsync(CancellationToken cancellationToken) => await JobReads.QueuesAsync(place, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> RetryDeadAsync(string queue, IReadOnlyList<string>? ids, int max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.SweepMax, "a retry");
        if (ids is not null) StoreLimits.Range(Math.Max(1, ids.Count), StoreLimits.BatchMax, "a list of ids");
        var counts = await writes.DoAsync(new BulkWrite(Add, 1), cancellationToken);
        _bells.Ring(queue);
        return counts[0];

        void Add(NpgsqlBatch batch, long nowMs) =>
            batch.Add(
                """
                WITH dead AS MATERIALIZED (SELECT seq, group_key FROM job WHERE queue = $1 AND state = 3 AND ($4::uuid[] IS NULL OR id = ANY($4)) ORDER BY seq LIMIT $2 FOR UPDATE)
                UPDATE job SET state = 0, at_ms = $3, due_ms = $3, attempts = 0, held = place > 1 AND job.group_key IS NOT NULL
                FROM (SELECT seq, row_number() OVER (PARTITION BY group_key ORDER BY seq) AS place FROM dead) placed WHERE job.seq = placed.seq
                RETURNING 1
                """)
                .With(queue).With(max).With(nowMs)
                .With(ids?.Where(id => JobIds.TryParse(id, out _)).Select(id => Guid.ParseExact(id, "N")).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(string queue, JobState state, int max, CancellationToken cancellationToken)
    {
        StoreLimits.QueueName(queue);
        StoreLimits.Range(max, StoreLimits.SweepMax, "a purge");
        StoreLimits.Purgeable(state);
        var count = await writes.DoAsync(new PurgeWrite(queue, state, max), cancellationToken);
        // What waited behind them in a group may be due now.
        if (state == JobState.Pending) _bells.Ring(queue);
        return count;
    }

    private async ValueTask<bool> SettleAsync(
        SettleKind kind, JobClaim claim, CancellationToken cancellationToken, long? timeMs = null, string? error = null, byte[]? result = null)
    {
        if (!JobIds.TryParse(claim.Id, out var id)) return false;
        var done = await writes.DoAsync(new SettleWrite(kind, id, claim.Token, timeMs, error, result), cancellationToken);
        if (done && kind != SettleKind.Extend) _bells.RingAll();
        return done;
    }
}
