namespace Perdure.Durability.Storage;

/// <summary>
/// What must not be lost: jobs, records of idempotency, checkpoints. Two engines, one contract (the tests run it on both):
/// <c>SQLite</c> (a file of this node) and <c>PostgreSQL</c> (shared by many). Thread-safe.
/// </summary>
/// <remarks>
/// <para>A write is one transaction: all of it is done or nothing, and it returns only when it is on the disk. Many callers' writes
/// share one flush. What was acknowledged outlasts a kill of the process and the loss of power.</para>
/// <para>Every method throws <see cref="DurabilityException"/>, or <see cref="OperationCanceledException"/> when its token ends the wait; a write
/// whose wait was ended may have been done. Every call is bounded by the options' time-out.</para>
/// <para>Times are milliseconds since 1970 (Unix time) by the store's clock (<see cref="StoreClock"/>): it follows the wall clock forwards, and
/// goes on evenly when the wall clock steps back.</para>
/// </remarks>
public interface IDurableStore : IAsyncDisposable
{
    /// <summary>Which engine it is and where it keeps its data, for messages: <c>SQLite /var/lib/perdure/durable.db</c>. Never a password.</summary>
    string Location { get; }

    /// <summary>Queues of jobs.</summary>
    IJobStore Jobs { get; }

    /// <summary>Which requests have been made already, and what they were answered.</summary>
    IIdempotencyStore Idempotency { get; }

    /// <summary>How far long jobs have come.</summary>
    ICheckpointStore Checkpoints { get; }

    /// <summary>
    /// Removes what has outlived its retention, at most <paramref name="max"/> (1 to 10,000) of each sort: those first that expired first, then jobs by their order of enqueueing, records by their tokens, checkpoints by name. Call it again while it
    /// finds that many. What is expired is not seen even before it is removed, except done and dead jobs, which stay visible.
    /// </summary>
    ValueTask<SweepResult> SweepAsync(int max, CancellationToken cancellationToken);
}
