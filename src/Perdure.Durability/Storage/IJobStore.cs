namespace Perdure.Durability.Storage;

/// <summary>
/// Queues of jobs: at least once, in order per group, each claim guarded by a token. A queue exists while it has jobs. Thread-safe; errors as
/// <see cref="IDurableStore"/> says.
/// </summary>
/// <remarks>
/// <para>A job may be claimed when it is <see cref="JobState.Pending"/> and due, and, if it has a group key, when it is the oldest unfinished job
/// of this group in its queue and none of the group is claimed. So a job that waits for its retry, or for its start time, holds its group back;
/// a dead one does not.</para>
/// <para>A claim whose lease has run out is no claim any more, from that moment: its job counts as pending again, due since then, with
/// <see cref="LeaseRanOut"/> as its last error, and its token is refused everywhere.</para>
/// </remarks>
public interface IJobStore
{
    /// <summary>The last error of a job whose worker let the lease run out.</summary>
    public const string LeaseRanOut = "the lease ran out: the worker died, hung or was cut off";

    /// <summary>
    /// Adds jobs (1 to <see cref="StoreLimits.BatchMax"/>, of any queues), all or none, in their order. A job whose dedupe key its queue still
    /// has, on a job in any state or earlier in the batch, is not added: its id is that job's.
    /// </summary>
    /// <returns>One for each of the jobs, in their order.</returns>
    /// <exception cref="DurabilityException"><see cref="DurabilityFailure.Full"/>: a queue would exceed its depth; nothing was added.</exception>
    ValueTask<IReadOnlyList<EnqueuedJob>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken);

    /// <summary>
    /// Claims due jobs, those due longest first, then in order of enqueueing. Each has its attempts counted up by one. Returns fewer than
    /// <paramref name="max"/> when no more are due, or when their payloads exceed <see cref="StoreLimits.BatchBytesMax"/> together.
    /// </summary>
    /// <param name="queue">Of which queue; one that does not exist has nothing.</param>
    /// <param name="max">How many at most, 1 to <see cref="StoreLimits.BatchMax"/>.</param>
    /// <param name="lease">How long the claim holds without <see cref="ExtendAsync"/>, 100 ms to 24 h.</param>
    /// <param name="worker">Who claims, for people to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<ClaimedJob>> ClaimAsync(string queue, int max, TimeSpan lease, string worker, CancellationToken cancellationToken);

    /// <summary>Makes a claim hold for this long from now. Returns false when it is no longer valid.</summary>
    ValueTask<bool> ExtendAsync(JobClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a job well. Its payload and headers are dropped, its result is kept for the retention. Returns false when the claim is no longer valid,
    /// and nothing was done. May be repeated: the claim that completed the job gets true again, and the first result stays.
    /// </summary>
    ValueTask<bool> CompleteAsync(JobClaim claim, ReadOnlyMemory<byte> result, CancellationToken cancellationToken);

    /// <summary>Ends an attempt badly: to be tried again at <paramref name="retryAtMs"/>, or, when that is null, dead. Returns false when the claim is no longer valid.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="error">What went wrong, for people to read; cut to <see cref="StoreLimits.ErrorCharsMax"/>.</param>
    /// <param name="retryAtMs">When it is due again, in Unix ms.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> FailAsync(JobClaim claim, string error, long? retryAtMs, CancellationToken cancellationToken);

    /// <summary>Gives a job back as if it had not been claimed: the attempt does not count. Returns false when the claim is no longer valid.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="notBeforeMs">When it is due again, in Unix ms; null: as it was before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> ReleaseAsync(JobClaim claim, long? notBeforeMs, CancellationToken cancellationToken);

    /// <summary>Returns when a job of this queue may be due, at the latest after <paramref name="max"/>. It may return for nothing: claim and see.</summary>
    ValueTask WaitAsync(string queue, TimeSpan max, CancellationToken cancellationToken);

    /// <summary>Whether a job of this group of the queue is pending or claimed.</summary>
    ValueTask<bool> IsGroupOpenAsync(string queue, string group, CancellationToken cancellationToken);

    /// <summary>A job with its content, or null.</summary>
    ValueTask<Job?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Jobs of a queue without their content, in order of enqueueing.</summary>
    ValueTask<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>All queues that have a job, by name (ordinal).</summary>
    ValueTask<IReadOnlyList<QueueSummary>> QueuesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes dead jobs pending again: due at once, with no attempt counted, in their old place of their group (after the job of the group that is claimed just now).
    /// Their last error stays to be read.
    /// </summary>
    /// <param name="queue">Of which queue.</param>
    /// <param name="ids">Which (at most <see cref="StoreLimits.BatchMax"/>; those that are not dead jobs of this queue are passed over); null: the oldest.</param>
    /// <param name="max">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many.</returns>
    ValueTask<int> RetryDeadAsync(string queue, IReadOnlyList<string>? ids, int max, CancellationToken cancellationToken);

    /// <summary>Deletes jobs of a queue in one state, oldest first. Claimed ones cannot be purged: <see cref="DurabilityFailure.Invalid"/>.</summary>
    /// <param name="queue">Of which queue.</param>
    /// <param name="state">Of which state.</param>
    /// <param name="max">How many at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many.</returns>
    ValueTask<int> PurgeAsync(string queue, JobState state, int max, CancellationToken cancellationToken);
}
