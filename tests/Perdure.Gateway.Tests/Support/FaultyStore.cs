using Perdure.Durability.Storage;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A store whose enqueueing, and the keeping of answers and of freed keys, goes as a test says; all else goes through.</summary>
internal sealed class FaultyStore(IDurableStore inner) : IDurableStore
{
    private readonly FaultyJobs _jobs = new(inner.Jobs);
    private readonly FaultyRecords _records = new(inner.Idempotency);

    /// <summary>Called after the jobs are on the disk, with the number of the call; what it throws is what the caller gets.</summary>
    public Action<int>? AfterEnqueue
    {
        get => _jobs.AfterEnqueue;
        set => _jobs.AfterEnqueue = value;
    }

    /// <summary>Called instead of enqueueing, with the number of the call, when it throws.</summary>
    public Action<int>? BeforeEnqueue
    {
        get => _jobs.BeforeEnqueue;
        set => _jobs.BeforeEnqueue = value;
    }

    /// <summary>Whether keys can be ended: finished or freed.</summary>
    public bool EndsKeys
    {
        get => _records.EndsKeys;
        set => _records.EndsKeys = value;
    }

    public string Location => inner.Location;

    public IJobStore Jobs => _jobs;

    public IIdempotencyStore Idempotency => _records;

    public ICheckpointStore Checkpoints => inner.Checkpoints;

    public ValueTask<SweepResult> SweepAsync(int max, CancellationToken cancellationToken) => inner.SweepAsync(max, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class FaultyJobs(IJobStore jobs) : IJobStore
    {
        private int _calls;

        public Action<int>? AfterEnqueue { get; set; }

        public Action<int>? BeforeEnqueue { get; set; }

        public async ValueTask<IReadOnlyList<EnqueuedJob>> EnqueueAsync(IReadOnlyList<NewJob> added, CancellationToken cancellationToken)
        {
            var call = Interlocked.Increment(ref _calls);
            BeforeEnqueue?.Invoke(call);
            var enqueued = await jobs.EnqueueAsync(added, cancellationToken);
            AfterEnqueue?.Invoke(call);
            return enqueued;
        }

        public ValueTask<IReadOnlyList<ClaimedJob>> ClaimAsync(string queue, int max, TimeSpan lease, string worker, CancellationToken cancellationToken) =>
            jobs.ClaimAsync(queue, max, lease, worker, cancellationToken);

        public ValueTask<bool> ExtendAsync(JobClaim claim, TimeSpan lease, CancellationToken cancellationToken) => jobs.ExtendAsync(claim, lease, cancellationToken);

        public ValueTask<bool> CompleteAsync(JobClaim claim, ReadOnlyMemory<byte> result, CancellationToken cancellationToken) => jobs.CompleteAsync(claim, result, cancellationToken);

        public ValueTask<bool> FailAsync(JobClaim claim, string error, long? retryAtMs, CancellationToken cancellationToken) => jobs.FailAsync(claim, error, retryAtMs, cancellationToken);

        public ValueTask<bool> ReleaseAsync(JobClaim claim, long? notBeforeMs, CancellationToken cancellationToken) => jobs.ReleaseAsync(claim, notBeforeMs, cancellationToken);

        public ValueTask WaitAsync(string queue, TimeSpan max, CancellationToken cancellationToken) => jobs.WaitAsync(queue, max, cancellationToken);

        public ValueTask<bool> IsGroupOpenAsync(string queue, string group, CancellationToken cancellationToken) => jobs.IsGroupOpenAsync(queue, group, cancellationToken);

        public ValueTask<Job?> GetAsync(string id, CancellationToken cancellationToken) => jobs.GetAsync(id, cancellationToken);

        public ValueTask<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken) => jobs.ListAsync(query, cancellationToken);

        public ValueTask<IReadOnlyList<QueueSummary>> QueuesAsync(CancellationToken cancellationToken) => jobs.QueuesAsync(cancellationToken);

        public ValueTask<int> RetryDeadAsync(string queue, IReadOnlyList<string>? ids, int max, CancellationToken cancellationToken) => jobs.RetryDeadAsync(queue, ids, max, cancellationToken);

        public ValueTask<int> PurgeAsync(string queue, JobState state, int max, CancellationToken cancellationToken) => jobs.PurgeAsync(queue, state, max, cancellationToken);
    }

    private sealed class FaultyRecords(IIdempotencyStore records) : IIdempotencyStore
    {
        public bool EndsKeys { get; set; } = true;

        public ValueTask<IdempotencyBegin> BeginAsync(IdempotencyKey key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease, TimeSpan? retention, CancellationToken cancellationToken) =>
            records.BeginAsync(key, fingerprint, lease, retention, cancellationToken);

        public ValueTask<bool> ExtendAsync(IdempotencyKey key, long token, TimeSpan lease, CancellationToken cancellationToken) => records.ExtendAsync(key, token, lease, cancellationToken);

        public ValueTask<bool> FinishAsync(IdempotencyKey key, long token, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
            EndsKeys ? records.FinishAsync(key, token, answer, cancellationToken) : throw Lost();

        public ValueTask<bool> AbandonAsync(IdempotencyKey key, long token, CancellationToken cancellationToken) =>
            EndsKeys ? records.AbandonAsync(key, token, cancellationToken) : throw Lost();

        public ValueTask<bool> SettleAsync(IdempotencyKey key, long token, byte[]? answer, CancellationToken cancellationToken) => records.SettleAsync(key, token, answer, cancellationToken);

        public ValueTask<IdempotencyRecord?> GetAsync(IdempotencyKey key, CancellationToken cancellationToken) => records.GetAsync(key, cancellationToken);

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => records.CountAsync(cancellationToken);

        private static DurabilityException Lost() => new(DurabilityFailure.Unavailable, "the test has taken it away");
    }
}
