using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>What queues are, in the plainest words: a list that is searched from one end to the other. One caller at a time.</summary>
internal sealed class ModelJobs(ModelStore store) : IJobStore
{
    private readonly List<ModelJob> _jobs = [];
    private long _seq;

    public ValueTask<IReadOnlyList<EnqueuedJob>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        StoreLimits.Check(jobs);
        var (results, added) = (new List<EnqueuedJob>(), new List<ModelJob>());
        foreach (var job in jobs)
        {
            var twin = job.DedupeKey is null ? null : _jobs.Concat(added).FirstOrDefault(other => other.Asked.Queue == job.Queue && other.Asked.DedupeKey == job.DedupeKey);
            if (twin is null) added.Add(new ModelJob(StoreIds.New(store.NowMs), job, ++_seq, store.NowMs));
            results.Add(new EnqueuedJob((twin ?? added[^1]).Id, twin is not null));
        }

        foreach (var queue in added.GroupBy(job => job.Asked.Queue))
        {
            if (_jobs.Count(job => job.Asked.Queue == queue.Key && job.State != JobState.Done) + queue.Count() > store.Options.DepthMaxOf(queue.Key))
                throw new DurabilityException(DurabilityFailure.Full, "full");
        }

        _jobs.AddRange(added);
        return new(results);
    }

    public ValueTask<IReadOnlyList<ClaimedJob>> ClaimAsync(string queue, int max, TimeSpan lease, string worker, CancellationToken cancellationToken)
    {
        var now = TakeBack();
        var due = Of(queue).Where(job => job.State == JobState.Pending && job.DueMs <= now && IsHead(job)).OrderBy(job => job.DueMs).ThenBy(job => job.Seq).Take(max).ToList();
        foreach (var job in due)
        {
            (job.State, job.Token, job.LeaseMs, job.Worker) = (JobState.Claimed, store.NextToken(), now + (long)lease.TotalMilliseconds, worker);
            job.Attempts++;
        }

        return new(due.ConvertAll(job => new ClaimedJob
        {
            Claim = new JobClaim(job.Id, job.Token),
            Queue = queue,
            Group = job.Asked.Group,
            DedupeKey = job.Asked.DedupeKey,
            Headers = job.Asked.Headers,
            Payload = job.Asked.Payload,
            Attempt = job.Attempts,
            EnqueuedAtMs = job.EnqueuedAtMs,
            LeaseUntilMs = job.LeaseMs,
            LastError = job.Error,
        }));
    }

    public ValueTask<bool> ExtendAsync(JobClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        Held(claim, job => job.LeaseMs = store.NowMs + (long)lease.TotalMilliseconds);

    public ValueTask<bool> CompleteAsync(JobClaim claim, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        if (_jobs.Any(job => job.Id == claim.Id && job.Token == claim.Token && job.State == JobState.Done)) return new(true);
        return Held(claim, job =>
        {
            (job.State, job.FinishedMs, job.Result) = (JobState.Done, store.NowMs, result.ToArray());
            job.ExpiresMs = store.NowMs + (long)store.Options.DoneRetention.TotalMilliseconds;
        });
    }

    public ValueTask<bool> FailAsync(JobClaim claim, string error, long? retryAtMs, CancellationToken cancellationToken) => Held(claim, job =>
    {
        job.Error = error;
        if (retryAtMs is { } retryAt)
        {
            (job.State, job.DueMs) = (JobState.Pending, Math.Max(store.NowMs, retryAt));
            return;
        }

        (job.State, job.FinishedMs) = (JobState.Dead, store.NowMs);
        if (store.Options.DeadRetention is { } kept) job.ExpiresMs = store.NowMs + (long)kept.TotalMilliseconds;
    });

    public ValueTask<bool> ReleaseAsync(JobClaim claim, long? notBeforeMs, CancellationToken cancellationToken) => Held(claim, job =>
    {
        job.State = JobState.Pending;
        job.Attempts--;
        if (notBeforeMs is { } due) job.DueMs = Math.Max(store.NowMs, due);
    });

    public ValueTask WaitAsync(string queue, TimeSpan max, CancellationToken cancellationToken) => default;

    public ValueTask<bool> IsGroupOpenAsync(string queue, string group, CancellationToken cancellationToken) =>
        new(Of(queue).Any(job => job.Asked.Group == group && job.IsOpen));

    public ValueTask<Job?> GetAsync(string id, CancellationToken cancellationToken)
    {
        TakeBack();
        var job = _jobs.Find(job => job.Id == id);
        if (job is null) return new((Job?)null);
        var done = job.State == JobState.Done;
        return new(new Job(Info(job), done ? [] : job.Asked.Headers, done ? default : job.Asked.Payload, done ? job.Result : default));
    }

    public ValueTask<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        TakeBack();
        return new(new JobPage([.. Of(query.Queue).Where(job => query.State is null || job.State == query.State).Take(query.Max).Select(Info)], 0));
    }

    public ValueTask<IReadOnlyList<QueueSummary>> QueuesAsync(CancellationToken cancellationToken)
    {
        TakeBack();
        return new([.. _jobs.GroupBy(job => job.Asked.Queue).OrderBy(queue => queue.Key, StringComparer.Ordinal).Select(queue =>
        {
            long Count(JobState state) => queue.Count(job => job.State == state);
            return new QueueSummary(
                queue.Key, Count(JobState.Pending), Count(JobState.Claimed), Count(JobState.Done), Count(JobState.Dead), queue.FirstOrDefault(job => job.IsOpen)?.EnqueuedAtMs ?? 0);
        })]);
    }

    public ValueTask<int> RetryDeadAsync(string queue, IReadOnlyList<string>? ids, int max, CancellationToken cancellationToken)
    {
        var now = TakeBack();
        var dead = Of(queue).Where(job => job.State == JobState.Dead && ids?.Contains(job.Id) != false).Take(max).ToList();
        foreach (var job in dead) (job.State, job.DueMs, job.Attempts, job.FinishedMs, job.ExpiresMs) = (JobState.Pending, now, 0, 0, long.MaxValue);
        return new(dead.Count);
    }

    public ValueTask<int> PurgeAsync(string queue, JobState state, int max, CancellationToken cancellationToken)
    {
        TakeBack();
        var gone = Of(queue).Where(job => job.State == state).Take(max).ToHashSet();
        return new(_jobs.RemoveAll(gone.Contains));
    }

    public int Sweep(int max)
    {
        var gone = _jobs.Where(job => job.ExpiresMs <= store.NowMs).OrderBy(job => job.ExpiresMs).ThenBy(job => job.Seq).Take(max).ToHashSet();
        return _jobs.RemoveAll(gone.Contains);
    }

    private static JobInfo Info(ModelJob job) => new()
    {
        Id = job.Id,
        Queue = job.Asked.Queue,
        Group = job.Asked.Group,
        DedupeKey = job.Asked.DedupeKey,
        State = job.State,
        Attempts = job.Attempts,
        EnqueuedAtMs = job.EnqueuedAtMs,
        DueAtMs = job.State == JobState.Pending ? job.DueMs : 0,
        LeaseUntilMs = job.State == JobState.Claimed ? job.LeaseMs : 0,
        Worker = job.State == JobState.Claimed ? job.Worker : null,
        FinishedAtMs = job.FinishedMs,
        LastError = job.Error,
        PayloadBytes = job.Asked.Payload.Length,
    };

    private IEnumerable<ModelJob> Of(string queue) => _jobs.Where(job => job.Asked.Queue == queue);

    private bool IsHead(ModelJob job)
    {
        if (job.Asked.Group is null) return true;
        var group = Of(job.Asked.Queue).Where(other => other.Asked.Group == job.Asked.Group && other.IsOpen).ToList();
        return group[0] == job && group.TrueForAll(other => other.State != JobState.Claimed);
    }

    private ValueTask<bool> Held(JobClaim claim, Action<ModelJob> change)
    {
        TakeBack();
        if (_jobs.Find(job => job.Id == claim.Id && job.Token == claim.Token && job.State == JobState.Claimed) is not { } held) return new(false);
        change(held);
        return new(true);
    }

    private long TakeBack()
    {
        foreach (var job in _jobs.Where(job => job.State == JobState.Claimed && job.LeaseMs <= store.NowMs))
            (job.State, job.DueMs, job.Error) = (JobState.Pending, job.LeaseMs, IJobStore.LeaseRanOut);
        return store.NowMs;
    }
}
